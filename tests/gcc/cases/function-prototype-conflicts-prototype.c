int f(int x);
int f(char *x);
