struct in { short a; char b; }; struct out { struct in i[3]; struct in *p; int n; };
struct out o = { { { 1, 2 }, { 3, 4 } }, 0, 5 }; o.p = &o.i[1];
o.p->a = 30; (*o.p).b++; o.p[1].a = -1; struct out c = o;
c.i[1].a = 31; printf("%d %d %d %d %d\n", o.i[1].a, o.i[1].b, c.p->a, c.i[2].a, c.n);
struct in t = o.i[0], *u = &t; u->a ^= 0xff; printf("%d %d\n", t.a, o.i[0].a);
