printf("%ld %lu %lx %lld %llu %llx %hd %hhd %hu %hhu\n", -1L, -1UL, 255L, -1LL, -1ULL, 1LL << 40, (short)-1, (char)-1, (unsigned short)-1, (unsigned char)-1);
printf("%*d|%-*d|%.*s|\n", 5, 1, 5, 1, 2, "abc"); printf("%#x %#o %p\n", 255, 8, (void *)0xfffed000);
printf("%i %zu %zd\n", 3, sizeof(int), sizeof(long long));
