struct s { int m; int a[2]; struct { int z; } n; } x, *p = &x;
 if (&x) ; if (&x.m) ; if (x.a) ; if (p->a) ; if (&p->m) ; if (&p->n) ;
 if (!x.a) ; if (p->a == 0) ; if (&p->m == 0) ; if (&x.n.z != 0) ;
 if (&p->a[1]) ; if (x.a == p->a) ; if (p == &x) ; if (&p->m == &x.m) ;
