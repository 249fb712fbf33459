struct s { int a; } x = { [0] = 1 };
int a[2] = { .q = 1 };
int i = { .a = 1 };
