struct s { struct { int a, b; } p, q; };
struct s v = { .p.b = 1, .q.a = 2, 3 };
