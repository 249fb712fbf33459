void *v = 0; int f(void) { return 1; }
v = v + 1; v++; int d = v - v; v = f + 1; d = *v;
