struct s { int a; char *b; };
struct s x = { .a = 1, .q = 2 };
struct s y = { .q = 2, "x", 4 };
union u { int a; char *b; } z = { .q = 2, 3 };
