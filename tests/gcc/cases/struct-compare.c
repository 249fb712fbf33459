struct s { int a; } x, y;
if (x == y) x.a = 1;
if (x) y.a = 1;
!x; x + 1; -x; x && y;
