unsigned char b[4] = { 0x12, 0x34, 0x56, 0x78 }; unsigned w = *(unsigned *)b;
printf("%x\n", w); *(unsigned short *)(b + 1) = 0xabcd;
printf("%x %x %x %x\n", b[0], b[1], b[2], b[3]); int i = -2;
printf("%u %d\n", *(unsigned *)&i, *(signed char *)&i);
long long l = 0x0102030405060708LL; char *p = (char *)&l;
for (int k = 0; k < 8; k++) printf("%d", p[k]); printf("\n"); *(int *)(p + 4) = -1;
printf("%llx\n", l);
