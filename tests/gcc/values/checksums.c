unsigned crc(const char *s) { unsigned c = ~0u; while (*s) { c ^= (unsigned char)*s++; for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ c >> 1 : c >> 1; } return ~c; }
printf("%x\n", crc("The quick brown fox")); unsigned adler(const char *s) { unsigned a = 1, b = 0; for (; *s; s++) a = (a + *s) % 65521, b = (b + a) % 65521; return b << 16 | a; }
printf("%x\n", adler("Wikipedia")); unsigned long long fnv(const char *s) { unsigned long long h = 14695981039346656037ULL; for (; *s; s++) h = (h ^ *s) * 1099511628211ULL; return h; }
printf("%llx\n", fnv("hello"));
