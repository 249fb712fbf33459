void f(void) { break; }
void g(void) { if (1) continue; }
