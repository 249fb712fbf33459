int a[3], b[3];
int f(void)
{
	return a == b;
}
int g(void)
{
	return a < b;
}
