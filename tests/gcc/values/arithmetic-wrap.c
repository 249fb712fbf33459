int m = 2147483647; m++; printf("%d\n", m);
unsigned u = 0; u--; printf("%u\n", u);
char c = 127; c++; printf("%d\n", c);
short s = -32768; s--; printf("%d\n", s);
unsigned char uc = 255; uc++; printf("%d\n", uc);
long long ll = 9223372036854775807LL; ll++; printf("%lld\n", ll);
