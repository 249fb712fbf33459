const struct s { int a; };
