union u { int a; char *p; } u;
struct s { int x; } s;
void f(void)
{
	u = (union u)s;
	char *q = (char *)s;
	int i = (int)u;
}
