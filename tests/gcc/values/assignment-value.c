int a, b, c; a = b = c = 7; printf("%d %d %d\n", a, b, c);
char k; int v = (k = 300); printf("%d %d\n", v, k);
unsigned char u; v = (u = -1); printf("%d\n", v);
_Bool t; v = (t = 42); printf("%d\n", v);
