unsigned u = 1; printf("%d %d %d %d\n", -1 < u, -1 > u, (long long)-1 < u, -1 < (short)u);
long l = -1; printf("%d %d\n", l < u, (unsigned char)-1 > l);
unsigned short h = 1; printf("%d %d\n", -1 < h, (unsigned)-1 < h);
unsigned long long q = 1; printf("%d %d\n", -1 < q, -1LL < u);
