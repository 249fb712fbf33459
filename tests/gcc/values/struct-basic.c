struct point { int x, y; }; struct point p = { 3, 4 }, q; q = p; q.x = 10; printf("%d %d %d %d\n", p.x, p.y, q.x, q.y); struct point *r = &q; r->y *= 2; (*r).x++; printf("%d %d\n", q.x, q.y);
