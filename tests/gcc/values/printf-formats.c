printf("[%d] [%5d] [%-5d] [%05d] [%+d] [% d]\n", 42, 42, 42, 42, 42, 42);
printf("[%x] [%X] [%#x] [%08x] [%o] [%u]\n", 48879, 48879, 48879, 48879, 8, 7);
printf("[%c] [%s] [%8s] [%-8s] [%.2s] [%%]\n", 'z', "str", "str", "str", "string");
printf("[%ld] [%lu] [%lld] [%llu] [%llx]\n", -5L, 5UL, -5LL, 5ULL, 0xabcdefULL);
printf("[%hd] [%hhd] [%hu] [%hhu] [%*d] [%.3d]\n", 70000, 300, 70000, 300, 6, 1, 7);
