struct s { int a; } s; int x = 1;
x = s && 1; x = 1 || s; x = !s;
