int add(int a) { return a; }
int (*pick(void))(int) { return add; }
pick()("x");
