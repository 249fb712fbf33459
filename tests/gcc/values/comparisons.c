int a = 3, b = 5;
printf("%d%d%d%d%d%d\n", a < b, a > b, a <= b, a >= b, a == b, a != b);
char c = -1; unsigned char u = 255;
printf("%d %d\n", c == u, (unsigned char)c == u);
long long x = 1LL << 33; printf("%d %d\n", x > 5, (int)x > 5);
