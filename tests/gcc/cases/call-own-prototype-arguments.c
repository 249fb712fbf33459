int f(int a, char *b, struct page *c) { return a; }
f("x", 1, 2);
f(1, "x", 0);
