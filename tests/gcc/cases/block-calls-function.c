int f(int x) { return x; }
irq { f("x"); g(1); }
int y = g(2);
