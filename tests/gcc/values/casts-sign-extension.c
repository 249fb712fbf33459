signed char c = -1; unsigned char u = 255; short s = -2; unsigned short us = 65534;
printf("%d %d %d %d\n", c, u, s, us); printf("%lld %lld %lld %lld\n", (long long)c, (long long)u, (long long)s, (long long)us);
printf("%u %u\n", (unsigned)c, (unsigned)u); unsigned w = 0x80000000u; printf("%lld %lld\n", (long long)w, (long long)(int)w);
