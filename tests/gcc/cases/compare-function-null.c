int f(void) { return 1; }
int x = 0;
if (f == 0) x = 1;
if (&x == 0) x = 1;
if (x == 1 && f != NULL) x = 2;
