extern int f(int x) { return x; }
f("a");
