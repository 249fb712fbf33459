long long a = 0x123456789abcdefLL, b = -0x123456789LL;
printf("%lld %lld %lld %lld %lld\n", a + b, a - b, a * b, a / b, a % b);
printf("%llx %llx %llx %llx\n", a & b, a | b, a ^ b, ~a);
printf("%llx %llx %llx\n", a << 13, a >> 13, b >> 5);
unsigned long long u = a * 977; printf("%llu %llu\n", u / 1000003, u % 1000003);
printf("%d %d %d\n", a < b, a > b, a == a); a += 1;
a *= 3; a -= b; printf("%lld\n", a); a <<= 3; a >>= 1;
a ^= b; a |= 1; a &= ~2LL; printf("%lld %lld\n", a, -a);
printf("%d %d\n", (int)a, (char)a);
