void f(int p1, int p2, int *p3) { p1 = 1; *p3 = 2; int l1, l2 = p2, l3; l3 = 2; { int l1 = 3; l1++; } static int l4; typedef int t1; enum { e1 } l5; struct s1 { int a; } l6; int n(int q) { int r; r = q; return 0; } int n2(void) { return 1; } n(1); for (int i = 0; i < 3; ) { int j; j = i; } if (p1) { int k; } else { int m = 1; } switch (p1) { case 1: { int o; } } }
 f(1, 2, 0);
