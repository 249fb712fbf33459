int r = 0; for (int i = 0; i < 10; i++) { if (i == 3) continue; if (i == 8) break; switch (i) { case 5: continue; case 6: break; } r = r * 10 + i; }
printf("%d\n", r); int k = 0; do { if (k == 2) continue; r -= k; } while (++k < 5);
printf("%d %d\n", r, k); while (1) { if (k-- < 0) break; }
printf("%d\n", k);
