int i;
int f(void);
struct s { int a; } s;
char c;
int a[300];
void g(void)
{
	i[1];
	f[1];
	(&f)[1];
	s[1];
	a[c] = 1;
	a[s];
}
