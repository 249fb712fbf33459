struct s { int a; } s; int x = s; struct s t = 3;
