struct s { int a; };
int i;
void *v;
void f(void)
{
	v[1];
	i[v];
	(&i)[(char *)v];
	v[v];
}
