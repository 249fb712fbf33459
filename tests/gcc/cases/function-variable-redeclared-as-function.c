int f;
int f(void) { return 1; }
