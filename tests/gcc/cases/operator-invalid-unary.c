char *p = 0; struct s { int a; } s; int x;
x = -p; x = ~p; x = +p; x = !s; x = -s; x = ~s; x = *x; x = *s;
