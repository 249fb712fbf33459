int a[10] = { 5, 3, 9, -1, 0, 7, 7, -8, 2, 4 }; for (int i = 0; i < 9; i++) for (int j = 0; j < 9 - i; j++) if (a[j] > a[j + 1]) { int t = a[j]; a[j] = a[j + 1]; a[j + 1] = t; } for (int i = 0; i < 10; i++) printf("%d ", a[i]); printf("\n");
void quick(int *v, int n) { if (n < 2) return; int p = v[n / 2], i = 0, j = n - 1; for (;; i++, j--) { while (v[i] < p) i++; while (v[j] > p) j--; if (i >= j) break; int t = v[i]; v[i] = v[j]; v[j] = t; } quick(v, i); quick(v + i, n - i); }
int b[8] = { 8, 6, 7, 5, 3, 0, 9, 1 }; quick(b, 8); for (int i = 0; i < 8; i++) printf("%d ", b[i]); printf("\n");
