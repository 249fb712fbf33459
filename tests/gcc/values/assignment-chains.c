int i = 5; i += i *= 2; i = (i, i + 1, i + 2); printf("%d\n", i);
int a = 1, b = 2, c = 3; a = b = c; printf("%d %d %d\n", a, b, c);
a += b -= c *= 2; printf("%d %d %d\n", a, b, c); a = (b > 0) - (b < 0);
printf("%d\n", a); printf("%d\n", a ? b ? 1 : 2 : c ? 3 : 4);
