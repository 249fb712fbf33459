long long x = -1; unsigned y = x; int z = x >> 32; printf("%u %d %d\n", y, z, (int)(x >> 40));
x = y; printf("%lld\n", x); x = (int)y; printf("%lld\n", x);
x = (unsigned char)y; printf("%lld\n", x); x = y + 1;
printf("%lld\n", x); x = y + 1LL; printf("%lld\n", x);
x = 1 << 31; printf("%lld\n", x); x = 1u << 31; printf("%lld\n", x);
x = 0x80000000; printf("%lld\n", x); x = 2147483648;
printf("%lld\n", x); x = -2147483648; printf("%lld %d\n", x, (int)sizeof(-2147483648));
