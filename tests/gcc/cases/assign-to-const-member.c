struct s { const int a; int b; } s; const struct s k = { 1, 2 };
s.a = 1;
s.b = 2;
k.b = 3;
const struct s *p = &k;
p->b = 3;
