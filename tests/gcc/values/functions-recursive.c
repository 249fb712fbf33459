int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
unsigned gcd(unsigned a, unsigned b) { return b ? gcd(b, a % b) : a; }
int ack(int m, int n) { return m == 0 ? n + 1 : n == 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1)); }
printf("%d %u %d\n", fib(15), gcd(1071, 462), ack(2, 3));
