char *p = 0; int a[2]; int f(void) { return 1; }
if (p) p = 0;
if (a) p = 0;
if (&a) p = 0;
if (f) p = 0;
if (&f) p = 0;
if ("s") p = 0;
