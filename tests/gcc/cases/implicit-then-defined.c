void f(void)
{
	g(1);
}
int *g(int x)
{
	return 0;
}
