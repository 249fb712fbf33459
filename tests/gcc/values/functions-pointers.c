int add(int a, int b) { return a + b; } int sub(int a, int b) { return a - b; } int mul(int a, int b) { return a * b; }
int (*ops[3])(int, int) = { add, &sub, mul }; for (int i = 0; i < 3; i++) printf("%d ", ops[i](9, 4)); printf("%d\n", (*ops[0])(1, 2));
int apply(int (*f)(int, int), int x) { return f(x, x); } printf("%d %d %d\n", apply(add, 5), apply(mul, 5), ops[1] == sub);
