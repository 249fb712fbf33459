int a; a = 1; int b = 2; b = 3; int c, d = 1; c = d; static int e;
 e = 1; int f[2]; f[0] = 1; struct { int x; } g; g.x = 1; int *h;
 h = &a; int i; (void)i; int j; (void)&j; int k; sizeof k; int l = 1;
 l++; int m = 1; m += 2; int n = 0; n = n + 1; const int o = 1;
 volatile int p;
