_Bool b = 1; char *p = 0;
b = p; b = 5; b++; b--; b = -b; b = ~b; b += 2; b = "x"; p = b;
