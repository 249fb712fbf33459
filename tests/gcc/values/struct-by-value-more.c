struct p { int x, y; }; struct p add(struct p a, struct p b) { a.x += b.x; a.y += b.y; return a; }
struct p a = { 1, 2 }, b = { 10, 20 }; struct p c = add(add(a, b), add(b, a));
printf("%d %d %d %d\n", c.x, c.y, a.x, a.y);
printf("%d\n", add(a, b).y); struct p *q = &(struct p){ 5, 6 }; *q = add(*q, a);
printf("%d %d\n", q->x, q->y);
