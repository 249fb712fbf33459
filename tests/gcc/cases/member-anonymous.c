struct s { int a; union { int b; char *c; }; struct { int d; }; } s;
s.b = 1; s.c = 2; s.d = "x"; s.e = 1;
