int x; char *c;
c = &x;
int *q = &x;
q = c;
