int x = 1;
switch (x) { case 1: x = 2; case 2: x = 3; }
