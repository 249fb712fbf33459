struct s { int a; int n[2]; }; struct s x[3] = { { 1, 2, 3 }, 4, 5, 6, { 7, { 8 } } };
