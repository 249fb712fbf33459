struct s { struct { int a, b; }; union { int c; char d[4]; }; }
x = { .b = 3, .d = { 1, 2 } }, y = { 1, 2, 0x01020304 };
printf("%d %d %x %d %d %d\n", x.a, x.b, x.c, y.a, y.b, y.d[0]);
