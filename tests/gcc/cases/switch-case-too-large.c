char c = 1; unsigned char u = 1;
switch (c) { case 300: break; case 1: break; }
switch (u) { case -1: break; case 256: break; }
