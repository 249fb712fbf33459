struct s { int a; } x; struct t { int a; } y;
x = y;
