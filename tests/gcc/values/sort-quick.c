int a[10] = { 5, 3, 9, 1, 7, 2, 8, 0, 6, 4 }; void sort(int *p, int n) { if (n < 2) return; int v = p[n / 2], i = 0, j = n - 1; for (;; i++, j--) { while (p[i] < v) i++; while (p[j] > v) j--; if (i >= j) break; int t = p[i]; p[i] = p[j]; p[j] = t; } sort(p, i); sort(p + i, n - i); }
sort(a, 10); for (int i = 0; i < 10; i++) printf("%d ", a[i]);
printf("\n");
