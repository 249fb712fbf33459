struct s { int a, b; char *c; };
struct s x = { .b = 1, .c = "x" };
struct s y = { .nope = 1 };
int a[4] = { [2] = 1, [5] = 3 };
