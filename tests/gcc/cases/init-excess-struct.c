struct s { int a, b; };
struct s x = { 1, 2, 3 };
