void f(void)
{
	int x;
	extern int x;
}
