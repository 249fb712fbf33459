int f(int a, char b, short c, long long d, unsigned char e, int *g, long h, int i) { return a + b + c + (int)d + e + *g + h + i; }
int z = 1000; printf("%d\n", f(1, 2, 3, 4, 5, &z, 7, 8));
