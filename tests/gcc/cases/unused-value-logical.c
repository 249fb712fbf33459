int x = 0, y = 0;
x && y; x || (y = 1); x && (y + 1);
