int i = 0x12345678; printf("%d %d %d %d\n", (char)i, (unsigned char)i, (short)i, (unsigned short)i);
i = -2; printf("%d %u %d %lld %llu\n", (unsigned char)i, (unsigned)i, (signed char)i, (long long)i, (unsigned long long)i);
long long ll = 0x123456789abcdefLL; printf("%d %x %d\n", (int)ll, (unsigned)ll, (short)ll);
printf("%d %d\n", (_Bool)256, (_Bool)0);
