int a;
void f(void) { a = 1; }
