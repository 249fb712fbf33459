struct s { struct { int a, b; } p, q; } x = { 1, 2, 3, 4 }, y = { .p = 1, 2, .q = { 3, 4 } }, z = { .p.a = 1, 2, 3 };
