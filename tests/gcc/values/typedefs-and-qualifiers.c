const int c = 5; volatile int v = 6; register int r = 7;
static const char *const names[] = { "zero", "one", "two" };
printf("%d %s %s\n", c + v + r, names[1], names[c - 3]);
v += c; v++; printf("%d\n", v); typedef int T; typedef T *PT;
typedef T AT[3]; AT a = { 1, 2, 3 }; PT p = a; printf("%d %d\n", p[2], (int)sizeof(AT));
typedef int F(int); int f(int x) { return x + 1; }
F *fp = f; printf("%d\n", fp(4));
