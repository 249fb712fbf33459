int f(int a) { return a; }
int (*fp)(int) = f;
int (*fq)(int) = &f;
fp("x");
(*fq)(1, 2);
