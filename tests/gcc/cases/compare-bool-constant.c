int x = 1, y = 2;
if ((x == y) == 2) x = 1;
if ((x < y) > 1) x = 1;
if (!x == 3) x = 1;
if (!x < y) x = 1;
