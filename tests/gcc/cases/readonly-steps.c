const int c = 1;
const int *p;
struct s { const int m; } s;
const struct t { int n; } t;
void f(const int q)
{
	(*p)++;
	--*p;
	s.m++;
	s.m--;
	t.n++;
	t.n--;
	q = 1;
	q++;
	q--;
	(*p) += 1;
}
