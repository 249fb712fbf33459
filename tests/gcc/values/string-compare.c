int cmp(const char *a, const char *b) { while (*a && *a == *b) a++, b++; return (unsigned char)*a - (unsigned char)*b; }
printf("%d %d %d %d\n", cmp("a", "b"), cmp("abc", "abc"), cmp("\xff", "a"), cmp("", "z"));
