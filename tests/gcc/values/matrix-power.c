struct m { int v[2][2]; }; struct m mul(struct m a, struct m b) { struct m r = { 0 }; for (int i = 0; i < 2; i++) for (int j = 0; j < 2; j++) for (int k = 0; k < 2; k++) r.v[i][j] += a.v[i][k] * b.v[k][j]; return r; }
struct m p = { { { 1, 1 }, { 1, 0 } } }, r = { { { 1, 0 }, { 0, 1 } } };
for (int n = 30; n; n >>= 1) { if (n & 1) r = mul(r, p); p = mul(p, p); }
printf("%d\n", r.v[0][1]); printf("%d\n", mul(r, r).v[1][1]);
