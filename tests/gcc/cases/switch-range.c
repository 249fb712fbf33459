int x = 1;
switch (x) { case 1 ... 5: break; case 4: break; case 9 ... 7: break; }
