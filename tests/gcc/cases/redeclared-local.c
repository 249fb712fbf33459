void f(void)
{
	int x;
	int x;
}
