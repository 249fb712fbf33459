unsigned rev(unsigned v) { unsigned r = 0; for (int i = 0; i < 32; i++) r = r << 1 | (v >> i & 1); return r; }
printf("%x %x\n", rev(1), rev(0x12345678)); int pop(unsigned v) { int n = 0; for (; v; v &= v - 1) n++; return n; }
printf("%d %d\n", pop(0xf0f0), pop(-1)); unsigned rol(unsigned v, int n) { return v << n | v >> (32 - n); }
printf("%x\n", rol(0x80000001, 4));
