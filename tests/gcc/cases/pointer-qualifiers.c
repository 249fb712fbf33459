int i = 1, *p = &i, **pp = &p; const int *cp = p; p = cp; int *const pc = p;
 pc = p; *pc = 2; const int **cpp = pp; int *const *pcp = pp;
 pp = pcp; volatile int *vp = p; p = vp; cp = vp; void *v = cp;
 const void *cv = cp; v = cv; p = (int *)cp; char **cc = pp; void **vv = pp;
 v = pp; pp = v;
