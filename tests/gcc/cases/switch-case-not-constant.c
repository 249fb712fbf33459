int x = 1, y = 2;
switch (x) { case y: break; case 1 + 1: break; case "s": break; }
