unsigned x = 0x11223344; unsigned char *b = (unsigned char *)&x; printf("%x %x %x %x\n", b[0], b[1], b[2], b[3]); b[3] = 0xff; printf("%x\n", x); *(unsigned short *)b = 0xabcd; printf("%x\n", x);
long long ll = 0x0102030405060708LL; int *h = (int *)&ll; printf("%x %x\n", h[0], h[1]);
