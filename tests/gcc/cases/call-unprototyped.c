int f() { return 1; }
f(1, 2);
int (*fp)() = f;
fp(1);
