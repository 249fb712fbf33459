struct s { int a; } s;
s.1 = 1;
