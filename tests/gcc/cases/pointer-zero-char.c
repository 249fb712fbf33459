char *p;
int x;
void f(void)
{
	if (p == '\0')
		x = 1;
	if (p != '\0')
		x = 2;
}
