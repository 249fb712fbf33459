struct s { int a; }; struct s f(void) { return 1; }
int g(void) { struct s x; return x; }
