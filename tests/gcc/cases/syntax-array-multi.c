int a[2][3]; int (*p)[3] = a; p = a[0]; int *q = a; q = a[0]; a[1] = q;
