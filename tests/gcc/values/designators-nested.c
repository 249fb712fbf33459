struct s { int a; struct { int b, c; } n[2]; char t[4]; };
struct s x = { 1, .n[0].c = 2, 3, .t = "ab", };
struct s y = { .n = { [1] = { 4, 5 } }, .a = 6, 7 };
printf("%d %d %d %d %d %s\n", x.a, x.n[0].b, x.n[0].c, x.n[1].b, x.n[1].c, x.t);
printf("%d %d %d %d %d\n", y.a, y.n[0].b, y.n[0].c, y.n[1].b, y.n[1].c);
