int x; char *p = "x";
x = (1, p); p = (p, 3);
