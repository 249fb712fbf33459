int *p = 5; int *z = 0; int *n = NULL; char *w = 0L;
