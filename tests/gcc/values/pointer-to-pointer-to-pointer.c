int x = 5, *p = &x, **pp = &p, ***ppp = &pp; ***ppp = 7;
printf("%d %d %d\n", x, **pp, *p == x); int y = 9; *pp = &y;
printf("%d %d\n", *p, ***ppp);
