int x = 0, y = 1;
if (x && y = 1) x = 1;
