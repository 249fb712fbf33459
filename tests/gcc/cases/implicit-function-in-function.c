int f(void) { return later(1); }
int later(int x) { return x; }
int y = f();
