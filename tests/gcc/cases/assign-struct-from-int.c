struct s { int a; } x; int i;
x = i;
i = x;
