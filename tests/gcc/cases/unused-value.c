int x = 1, *p = &x;
x + 1; x == 2; *p; p[1]; -x; !x; (x, 3); x ? 1 : 2; 5; "s"; &x; (int)x; sizeof x;
