struct s { int a, b; }; int b; struct s x[2] = { { a: 1 }, { b ? b : b } }; int c[2] = { a: 1 };
