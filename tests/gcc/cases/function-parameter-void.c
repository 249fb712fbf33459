int f(void x) { return 1; }
int g(int a, void) { return a; }
