int f(int a[10], char *b[]) { return sizeof(a) + a[0]; }
int x = f("x", 0);
