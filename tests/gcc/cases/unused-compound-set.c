int a = 0, b = 0, c = 0;
a += 1; b++; c = c + 1;
