int f(void) { return 1; }
f(); f() + 1; !f(); (char)f();
