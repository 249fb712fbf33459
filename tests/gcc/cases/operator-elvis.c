int x = 1; char *p = 0;
x = x ?: 2; p = p ?: 3; x = p ?: 0;
