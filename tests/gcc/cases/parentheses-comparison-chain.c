int a = 1, b = 2, c = 3;
if (a < b < c) a = 1;
if (a == b == c) a = 1;
if (a < b == c) a = 1;
