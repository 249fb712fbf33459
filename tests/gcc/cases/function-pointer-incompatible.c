int f(int a) { return a; }
int (*fp)(char *) = f;
void (*fq)(void);
fq = f;
