void f(void)
{
	extern int g(void);
	g();
}
static int g(void)
{
	return 1;
}
