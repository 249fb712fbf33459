static int a; static int b[3]; static struct { int x; char *p; } s; int c[4] = { 0 }; struct { int x, y; } t = { 1 }; printf("%d %d %d %d %d %d\n", a, b[2], s.x, s.p == 0, c[3], t.y);
