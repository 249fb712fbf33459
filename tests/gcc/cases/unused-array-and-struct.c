int a[3]; struct { int x; } s; int b[2]; b[0] = 1; struct { int y; } t; t.y = 1;
