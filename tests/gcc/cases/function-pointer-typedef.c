typedef int (*fn)(int, char *); fn f; f = 0; f(1, "a"); f(1);
 f("a", 1); int g(int a, char *b) { return a + *b; } f = g; f = &g;
 f = g(1, "a"); fn h(void) { return g; } h()(1, "x"); h()(1);
