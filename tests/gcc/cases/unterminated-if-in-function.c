int x;
void f(void)
{
#if
	x = 1;
}
x = 2;
