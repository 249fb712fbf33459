struct s { int a; } s;
struct nothing *p;
void f(void)
{
	s++;
	s--;
	p++;
	p--;
	++p;
	--s;
}
