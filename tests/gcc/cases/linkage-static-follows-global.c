int f(int);
void g(void)
{
	f(1);
}
static int f(int x)
{
	return x;
}
