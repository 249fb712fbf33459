int a[3], *p = a; int f(void); if (a) ; if (&a) ; if (p) ; if (&p) ;
 if (f) ; if (&f) ; if (!a) ; if (!&p) ; if (a == 0) ; if (0 == a) ;
 if (&p == 0) ; if (f == 0) ; if (f != (void *)0) ; if (&a[1] == 0) ;
 if (p == 0) ; if (&p[1]) ; if (a + 1) ; if ("x") ; if (!"x") ;
 if ("x" == 0) ; while (a) break; int i = a ? 1 : 2; i = f && a;
 i = !f || !a; i = a && *a;
