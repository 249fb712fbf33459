unsigned long long fact(int n) { return n < 2 ? 1 : n * fact(n - 1); }
for (int i = 0; i <= 20; i++) printf("%llu\n", fact(i));
