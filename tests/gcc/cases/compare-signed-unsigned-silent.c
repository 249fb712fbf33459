int i = -1; unsigned u = 1;
if (i < u) i = 2;
if (u < 0) i = 3;
if (u >= 0) i = 4;
