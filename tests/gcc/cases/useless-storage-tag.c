struct s { int a; };
extern struct s;
