int s = 0; for (int i = 0; i < 5; i++) for (int j = i; j < 5; j++) { if (j == 3) continue; s += i * j; } printf("%d\n", s);
int k; for (k = 10; k; k--) if (k == 4) break; printf("%d\n", k); for (;;) { if (++k > 9) break; } printf("%d\n", k);
