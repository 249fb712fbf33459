int f(void) { return 1; }
int x = f;
if (f) x = 1;
x = f + 1;
