char *p = 0;
switch (p) { case 0: break; }
