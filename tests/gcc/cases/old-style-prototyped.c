int f();
int x;
void g(void)
{
	x = f(1, 2);
}
