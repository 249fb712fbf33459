int x = 1;
switch (x == 1) { case 0: break; case 1: break; case 2: break; }
