typedef int mine;
int f(void) { typedef int t; struct s { int a; }; enum { Z }; return 1; }
