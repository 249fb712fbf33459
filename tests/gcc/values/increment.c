int i = 5; printf("%d %d\n", i++, 0); printf("%d\n", i); printf("%d\n", ++i); printf("%d %d\n", i--, 1); printf("%d\n", --i);
int a[4] = { 10, 20, 30, 40 }, *p = a;
printf("%d ", *p++); printf("%d ", *++p); printf("%d ", (*p)++); printf("%d ", *p); printf("%d\n", *--p);
unsigned char c = 255; printf("%d ", c++); printf("%d\n", c);
_Bool b = 0; b++; b++; printf("%d ", b); b--; printf("%d\n", b);
