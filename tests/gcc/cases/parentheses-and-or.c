int a = 1, b = 0, c = 1;
if (a && b || c) a = 1;
if (a || b && c) a = 1;
if ((a && b) || c) a = 1;
