int f(foo x) { return 1; }
int g(int a, bar *b) { return a; }
