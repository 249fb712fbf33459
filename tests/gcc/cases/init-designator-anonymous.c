struct s { struct { int a, b; }; int c; } x = { .a = 1, 2, 3 }, y = { .b = 1, 2 };
