struct big { int v[20]; int n; }; struct big make(int n) { struct big b = { .n = n }; for (int i = 0; i < 20; i++) b.v[i] = i * n; return b; }
int sum(struct big b) { int s = b.n; for (int i = 0; i < 20; i++) { s += b.v[i]; b.v[i] = 0; } return s; }
struct big g = make(3), h; h = g; printf("%d %d %d\n", sum(g), sum(h), g.v[5]);
h.v[5] = 99; printf("%d %d\n", g.v[5], h.v[5]);
