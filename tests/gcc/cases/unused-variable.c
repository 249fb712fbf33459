int a; int b = 1; char *c;
