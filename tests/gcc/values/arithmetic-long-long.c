long long a = 1234567890123LL, b = -987654321LL;
printf("%lld %lld %lld %lld %lld\n", a + b, a - b, a * 7, a / b, a % b);
unsigned long long u = 0xfedcba9876543210ULL;
printf("%llu %llx %llu %llu\n", u, u, u / 1000003, u % 1000003);
printf("%lld %llu\n", a << 5, u >> 9);
