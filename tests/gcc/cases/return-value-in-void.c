void f(void) { return 1; }
void g(void) { return f(); }
