int x = 1, y;
x = (x = 1) + x;
