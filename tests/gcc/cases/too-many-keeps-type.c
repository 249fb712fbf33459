int f(int);
void g(void);
int x;
void h(void)
{
	x = f(1, 2) + 1;
	g(1) + 2;
	if (g(1))
		x = f();
	x = f(1, 2, 3) ^ "x";
}
