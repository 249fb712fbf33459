int add(int a, int b) { return a + b; } int sub(int a, int b) { return a - b; }
int mul(int a, int b) { return a * b; } int (*ops[])(int, int) = { add, sub, mul };
for (int i = 0; i < 3; i++) printf("%d ", ops[i](7, 3));
int (*(*pick)(int))(int, int); int (*choose(int i))(int, int) { return ops[i]; }
pick = choose; printf("%d %d\n", pick(2)(4, 5), (*choose(1))(4, 5));
int apply(int f(int, int), int a) { return f(a, a); }
printf("%d\n", apply(mul, 6));
