int f(int, ...); f(1, 2, "a"); f("a"); f(); int g(int n, ...) { return n; }
 g(1, 2, 3); g(1, f); void h(char c, ...); h(300); h('a', 1LL);
 int k(...);
