int x = 1;
switch (x) { int y = 3; case 1: y = 2; break; }
