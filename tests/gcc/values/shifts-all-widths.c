printf("%d %d %d %d\n", -8 >> 1, -1 >> 31, 1 << 31, 0x40000000 << 1);
printf("%u %u\n", -8u >> 1, 1u << 31); printf("%lld %lld %lld\n", -8LL >> 1, 1LL << 62, -1LL >> 63);
printf("%llu\n", -1ULL >> 1); int n = 31; printf("%d %lld\n", 1 << n, 1LL << (n + 1));
char c = -128; printf("%d %d\n", c >> 3, c << 3);
