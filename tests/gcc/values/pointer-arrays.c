int *a[3]; int x = 1, y = 2, z = 3; a[0] = &x; a[1] = &y;
a[2] = &z; int **p = a; *p[1] += 10; **(p + 2) += 20;
printf("%d %d %d\n", x, y, z); char *s[] = { "one", "two", "three" };
char **q = s; printf("%c %c %s\n", **q, *q[1], *(q + 2));
printf("%c\n", (*++q)[1]); printf("%d\n", (int)(q - s));
int (*fn[2])(const char *); int len(const char *c) { return (int)strlen(c); }
int first(const char *c) { return *c; } fn[0] = len;
fn[1] = first; printf("%d %d\n", fn[0]("hello"), fn[1]("A"));
