char *p = 0, *q = 0; int x;
x = p + q; x = p * 2; x = p / q; x = p % 2; x = p & 1; x = p << 1; x = p | q; x = p ^ 1;
