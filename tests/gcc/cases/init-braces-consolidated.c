struct s { int a; struct { int b[2]; } c; } x = { 1, 2, 3 };
struct s y[2] = { 1, 2, 3, 4, 5, 6 };
