void divide(int a, int b, int *q, int *r) { *q = a / b; *r = a % b; } void swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }
int q, r; divide(47, 6, &q, &r); printf("%d %d\n", q, r); swap(&q, &r); printf("%d %d\n", q, r);
