void f(void)
{
	extern int x;
	int x;
}
