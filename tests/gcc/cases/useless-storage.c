static struct s { int a; };
