static int f(int x) { return x; }
static void g(void) { }
