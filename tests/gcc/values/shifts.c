int a = -16; unsigned u = 0x80000001u; long long ll = -1LL; unsigned char c = 0x81;
printf("%d %d %u %u\n", a >> 2, a << 2, u >> 1, u << 1);
printf("%lld %llu %d\n", ll >> 40, (unsigned long long)ll >> 40, c << 4);
printf("%d %lld\n", 1 << 30, 1LL << 40);
u <<= 3; printf("%x\n", u); a >>= 1; printf("%d\n", a);
