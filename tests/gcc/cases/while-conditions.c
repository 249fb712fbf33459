int *p = 0;
while (p == 3) ; do { p = "x"; } while (p = 4);
