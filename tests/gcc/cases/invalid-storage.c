void f(void)
{
	static int g(void);
}
