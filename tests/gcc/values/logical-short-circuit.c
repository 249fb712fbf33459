int n = 0;
int f(int r) { n++; return r; }
int r = f(0) && f(1); printf("%d %d\n", r, n);
r = f(1) || f(1); printf("%d %d\n", r, n);
r = f(2) && f(3); printf("%d %d\n", r, n);
printf("%d %d %d\n", !f(0), !5, !!7);
