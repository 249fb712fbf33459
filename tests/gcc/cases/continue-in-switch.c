int x = 1;
switch (x) { case 1: continue; }
while (x) { switch (x) { case 1: continue; default: break; } x = 0; }
