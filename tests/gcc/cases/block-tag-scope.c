{ struct s { int a; } x; x.a = 1; }
struct s y;
