struct s { int a; } y, x = y, z = { y }; int n = { y }; int m = y;
