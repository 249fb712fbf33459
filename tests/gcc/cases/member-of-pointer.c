struct s { int a; } s, *p = &s;
p.a = 1;
s->a = 1;
