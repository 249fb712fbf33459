unsigned long long isqrt(unsigned long long n) { unsigned long long r = 0, b = 1ULL << 62; while (b > n) b >>= 2; while (b) { if (n >= r + b) { n -= r + b; r = (r >> 1) + b; } else r >>= 1; b >>= 2; } return r; }
printf("%llu %llu %llu\n", isqrt(144), isqrt(2000000000000ULL), isqrt(~0ULL));
long long gcd(long long a, long long b) { return b ? gcd(b, a % b) : a; }
printf("%lld\n", gcd(1071LL * 1000000007, 462LL * 1000000007));
unsigned modpow(unsigned b, unsigned e, unsigned m) { unsigned long long r = 1, x = b; for (; e; e >>= 1, x = x * x % m) if (e & 1) r = r * x % m; return r; }
printf("%u\n", modpow(3, 1000000, 1000000007));
