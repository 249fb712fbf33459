static int k(void) { } int m(void) { }
int g(void) { int a; a = 1;
	a = 2; }
	int
h(void)
{
}
