const char *k = "x"; char *c;
c = k;
k = c;
