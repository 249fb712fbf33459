const int *p; int *const q = 0;
*p = 4;
q = 0;
p[1] = 2;
