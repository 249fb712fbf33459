int f(const char *fmt, ...) { return *fmt; }
f("x", 1, 2); f(1, 2); f();
