register int a[3]; int i = 0; a[0] = 1; int *p = a; *a = 2; sizeof a;
