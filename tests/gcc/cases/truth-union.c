union u { int a; } u;
struct s { int a; } s;
void f(void)
{
	if (u)
		return;
	while (!s)
		;
	u && s;
}
