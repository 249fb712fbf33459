int x, y;
x, y;
x = 1, y;
x, y = 2;
