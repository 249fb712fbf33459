int even(int n); int odd(int n) { return n ? even(n - 1) : 0; }
int even(int n) { return n ? odd(n - 1) : 1; } printf("%d %d\n", even(100), odd(57));
