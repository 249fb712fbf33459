volatile int v = 3; register int r = 4; v += r; const int k = v * 2; int volatile *p = &v; *p = k; printf("%d %d %d\n", v, r, k);
