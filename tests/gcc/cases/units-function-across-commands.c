int f(int);
info pkmap
int g(void) { return f("x"); }
info pkmap
int f(int x) { return x; }
