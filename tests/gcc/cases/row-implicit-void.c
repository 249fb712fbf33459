later(1);
void later(int n)
{
}
void f(void)
{
	latest();
	extern void latest();
}
