struct s { int a; } s; int a[2]; int f(void) { return 1; }
s++; a++; --f; 3++; ++4; (1 + 2)++;
