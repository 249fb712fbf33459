char *c = 0; int *i = 0; int d;
d = c - i; d = c - c; d = 3 - c; d = i - 2;
