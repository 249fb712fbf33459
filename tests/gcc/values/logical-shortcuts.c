int n = 0; int t(void) { n++; return 1; } int z(void) { n += 10; return 0; }
printf("%d ", t() && z()); printf("%d ", t() || z());
printf("%d ", z() && t()); printf("%d ", z() || t());
printf("%d ", t() ? 5 : z()); printf("%d\n", n); int q = 0;
q ?: (q = 4); printf("%d %d\n", q, q ?: 9);
