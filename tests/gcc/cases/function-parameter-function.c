int f(int g(int)) { return g(1); }
int h(int x) { return x; }
f(h); f(3);
