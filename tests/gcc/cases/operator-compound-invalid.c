char *p = 0; int x = 1; struct s { int a; } s;
p += "x"; p -= p; p *= 2; x += p; s += 1; x <<= p; p += 1;
