int x = 1, y;
x = x++ + (x = 2);
