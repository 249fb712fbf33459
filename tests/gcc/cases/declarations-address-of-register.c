register int r = 1; int *p = &r;
