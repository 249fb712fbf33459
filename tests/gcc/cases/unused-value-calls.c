int a[3], *p = a, i = 0; a; a[0]; a[i++]; *p; *p++; *++p; (*p)++;
 p + 1; p++; p[i]; &a[1]; p == a; a[0] == 1; a[0] = 1; *a; *(a + 1);
 &*p; p - a; p->x; (void)*p; struct s { int m; } s, *q = &s; s;
 s.m; q->m; q->m++; (*q).m; &q->m; *q; q; volatile int v; v; *&v;
 v + 1; volatile int *vp = &v; *vp; vp; *vp + 1; vp[0];
