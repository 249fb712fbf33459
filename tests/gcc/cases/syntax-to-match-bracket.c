int a[2];
void f(void)
{
	if (a[0] == (1)
		return;
}
