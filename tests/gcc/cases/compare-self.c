int x = 1;
if (x == x) x = 2;
if (x != x) x = 2;
if (x < x) x = 3;
