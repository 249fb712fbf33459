struct s { int alpha; } s, *p = &s;
s.beta = 1;
p->gamma = 2;
s.alpa = 1;
