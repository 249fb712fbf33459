int f(int);
static int g(char *s);
int h(void) { return f(1) + g("x"); }
int f(int x) { return x; }
static int g(char *s) { return *s; }
