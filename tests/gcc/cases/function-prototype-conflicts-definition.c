int f(int);
int f(char *x) { return *x; }
