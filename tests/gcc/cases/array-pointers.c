int a[3], *p; p = a; p = &a; p = &a[0]; p = a + 1; a = p; int (*q)[3] = &a;
 q = a; *q = a; (*q)[0] = 1; q[0][1] = 2; int (*r)[4] = &a;
