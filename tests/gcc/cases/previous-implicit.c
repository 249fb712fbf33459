void f(void)
{
	g();
}
char *g(void)
{
	return 0;
}
