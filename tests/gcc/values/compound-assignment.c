int a = 10; a += 5; a -= 3; a *= 4; a /= 5; a %= 6; a <<= 4; a >>= 1; a |= 9; a &= 0x1f; a ^= 3; printf("%d\n", a);
unsigned char u = 200; u += 100; printf("%d\n", u); u *= 3; printf("%d\n", u); u >>= 1; printf("%d\n", u);
char c = -128; c -= 1; printf("%d\n", c); short s = 30000; s += 30000; printf("%d\n", s);
int i = -7; unsigned d = 2; i /= d; printf("%d\n", i);
long long ll = 1; ll <<= 35; ll += u; printf("%lld\n", ll);
