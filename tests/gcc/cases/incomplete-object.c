struct nothing *p;
void f(void)
{
	*p;
}
