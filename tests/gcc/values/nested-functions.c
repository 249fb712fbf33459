int outer(int n) { int twice(int k) { return 2 * k; } return twice(n) + twice(n + 1); }
printf("%d\n", outer(3)); int g = 4; int useg(void) { return g * 2; }
g = 5; printf("%d\n", useg());
