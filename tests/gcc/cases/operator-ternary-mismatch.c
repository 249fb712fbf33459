int x = 1; char *p = 0; int *q = 0; struct s { int a; } s;
x ? p : 1; x ? p : q; x ? s : 1; x ? p : 0; x ? schedule() : 1;
p = x ? p : q; p = x ? "a" : 3; s = x ? s : 2;
