int x = 1;
char *x = 0;
