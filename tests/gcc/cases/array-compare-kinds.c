int a[3], b[3], c[2][2]; struct { int a[2]; } s, *p = &s;
a == a; a != a; a < a; a == b; a == &a[0]; &a == &b; a == a + 0;
c[0] == c[1]; c[0] == c[0]; s.a == p->a; s.a == s.a; p->a > p->a;
