int a = 1;
a = b;
char *p = a;
