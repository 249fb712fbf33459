void f(char *p, const char *q, void *v, int *i); char c; const char d = 1;
 f(&c, &d, &c, &c); f(&d, &c, &d, &d); f(0, 0, 0, 0); f(1, 2, 3, 4);
 f(c, d, c, d);
