int f(int x) { x++; }
char *g(void) { }
