long l; unsigned long ul; int i; unsigned u; l = &i; ul = &i;
 i = &l; u = &l; int *p = l; p = ul; long *lp = &i; lp = &u; unsigned *up = &i;
 up = &ul; unsigned long *ulp = &u; ulp = &l; char *c = &i; unsigned char *uc = c;
 signed char *sc = c; sc = uc; void *v = &c; c = v; short *s = &i;
 long long *ll = &l; ll = &ul; int **pp = &p; pp = &lp; pp = &c;
 enum e { A } *ep = &i; ep = &u; up = ep; p = ep; _Bool *bp = &i;
 bp = c;
