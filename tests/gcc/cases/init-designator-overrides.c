int a[3] = { [0] = 1, [0] = 2 };
struct s { int a; } x = { .a = 1, .a = 2 };
