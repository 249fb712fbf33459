char c = 1; int a[300]; a[c] = 1; a['a'] = 2; a[(char)3] = 3;
 a[c + 1] = 1; c[a] = 2; a[-1] = 1; a[300] = 2; unsigned char u = 2;
 a[u] = 1; signed char s = 1; a[s] = 1; _Bool b = 1; a[b] = 1;
 enum e { A } e = A; a[e] = 1; a[A] = 1; long long l = 1; a[l] = 2;
 a[1u] = 1; a["abc"[0]] = 1; char *p = "x"; a[*p] = 1; a[p[0]] = 1;
 a[(int)c] = 1;
