printf("%d %d %d %d\n", 7 / 2, -7 / 2, 7 % -2, -7 % 2);
printf("%u %u\n", -7u / 2, -7u % 2); printf("%lld %lld\n", -7LL / 2, -7LL % 4);
printf("%llu %llu\n", -7ULL / 3, -7ULL % 5); printf("%lld\n", -9223372036854775807LL / 3);
printf("%d\n", (-2147483647 - 1) / 2);
