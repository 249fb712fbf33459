int a[5], *p = a, *q = &a[4]; printf("%d %d %d %d %d\n", (int)(q - p), q > p, p == a, q >= p + 4, (int)((char *)q - (char *)p));
printf("%d\n", (int)(&a[3] - &a[1])); long long b[3];
printf("%d %d\n", (int)(&b[2] - b), (int)((char *)(b + 1) - (char *)b));
void *v = a; printf("%d\n", (int)((char *)(v + 3) - (char *)a));
printf("%d\n", !p);
