int depth(int n) { char pad[40]; pad[n % 40] = n; return n ? depth(n - 1) + pad[n % 40] % 3 : 0; }
printf("%d\n", depth(200)); long long fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
printf("%lld\n", fib(18));
