int *f(void) { int x = 1; return &x; }
char *g(void) { char b[3]; return b; }
