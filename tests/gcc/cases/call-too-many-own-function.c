int f(int a) { return a; }
f(1, 2);
f();
int g(void) { return 2; }
g(1);
