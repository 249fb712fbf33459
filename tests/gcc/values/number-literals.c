printf("%d %d %d %d %u\n", 0x7f, 017, 0b1011, 1000, 4000000000u);
printf("%lld %lld %llx\n", 4000000000, 0x100000000, 0xffffffffffffffffULL);
printf("%d %d\n", (int)sizeof(2147483648), (int)sizeof(0xffffffff));
printf("%d %d\n", -1 < 0xffffffff, -1 < 0x7fffffff);
