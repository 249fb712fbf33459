void *v; int *p; char *c;
v = p; p = v; c = v; v = c;
