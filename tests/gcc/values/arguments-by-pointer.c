int f(int a[3]) { a[1] = 7; return (int)sizeof a; }
int z[3] = { 1, 2, 3 }; printf("%d ", f(z)); printf("%d\n", z[1]);
int g(char *s) { return s[0] + s[1]; } printf("%d\n", g("AB"));
void swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }
int x = 1, y = 2; swap(&x, &y); printf("%d %d\n", x, y);
swap(&z[0], z + 2); printf("%d %d\n", z[0], z[2]);
