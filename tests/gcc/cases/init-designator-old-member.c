struct s { int a, b; }; struct s x = { a: 1, b: 2 }, y = { b: 1, 2 }, z = { c: 3 };
