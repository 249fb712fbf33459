struct s { int a; } x;
int i = (int)x; struct s y = (struct s)i; (struct s)x; (void)x;
