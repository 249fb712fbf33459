int f(void) { return 1; }
f = 0;
f++;
