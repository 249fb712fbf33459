int i; char c; char a[4]; char *p; int f(void);
void g(void)
{
	c % p;
	c % f;
	i % a;
	i % "x";
	"x" % i;
	f % i;
	i - f % i;
	(i, c) % "x";
	(a) % (f);
	(p = 0) ^ i;
	(i ? p : a) ^ i;
	p++ ^ i;
	i *= p;
	c *= a;
}
