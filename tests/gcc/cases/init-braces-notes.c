int *p = { &p, 3 }; static int z = { p }; int q = { { p } }; struct { int *a; } s = { p, };
