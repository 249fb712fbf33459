union u { int i; char *p; } u;
u.i = u.p; u.p = u.i; u = 3;
union u w = { 1, 2 };
union u z = { .p = 1 };
