int x = 5, y = 6; int *p = &x, **pp = &p, ***ppp = &pp; **pp = 9; *pp = &y; ***ppp += 1; printf("%d %d %d %d\n", x, y, *p, p == &y);
char *w[3] = { "alpha", "beta", "gamma" }, **c = w; c++; printf("%s %c %c %s\n", *c, **c, *(*c + 2), c[1]); printf("%c\n", *++*c);
