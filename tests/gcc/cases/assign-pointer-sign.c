unsigned char *u; char *c; signed char *s;
c = u;
u = c;
s = c;
unsigned int *ui; int *i;
ui = i;
