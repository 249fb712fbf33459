int x = 1; char *p = 0; void *v = 0; const int *k = 0;
p = x ? v : p; p = x ? k : v; int *q = x ? k : 0; q = 0;
