int f(int);
extern int g(char *);
f("x");
g(1);
