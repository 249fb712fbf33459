char *p = 0; int x = 1;
if (p == 1) x = 2;
if (p == 0) x = 2;
if (p == x) x = 2;
if (p < 3) x = 2;
if (x >= p) x = 3;
if (p > 0) x = 4;
