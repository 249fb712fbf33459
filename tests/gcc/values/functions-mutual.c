int odd(unsigned n);
int even(unsigned n) { return n ? odd(n - 1) : 1; }
int odd(unsigned n) { return n ? even(n - 1) : 0; }
printf("%d %d %d\n", even(10), odd(7), even(9));
