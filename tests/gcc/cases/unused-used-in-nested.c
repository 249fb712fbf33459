int a = 1;
int f(void) { return a; }
