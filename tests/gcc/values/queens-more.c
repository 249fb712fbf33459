int q[8], count = 0; int safe(int r, int c) { for (int i = 0; i < r; i++) if (q[i] == c || q[i] - c == i - r || q[i] - c == r - i) return 0; return 1; }
void place(int r) { if (r == 6) { count++; return; } for (int c = 0; c < 6; c++) if (safe(r, c)) { q[r] = c; place(r + 1); } }
place(0); printf("%d\n", count);
