int f(void); int a[2]; struct s { int m; } s; !f; !&a; !a; !&s.m;
 &a && 1; &s.m || a; &a[1] - &a[0]; a - &a; &s == &s; &s.m == (int *)&s;
