int f(int x) { return x; }
char *f(char *x) { return x; }
