int i;
char *p;
int f(void)
{
	i = (nothing, p);
	return (nothing2, p);
}
