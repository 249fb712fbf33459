int i = 0, s = 0; while (i < 10) { i++; if (i == 3) continue; if (i == 8) break; s += i; } printf("%d %d\n", i, s);
int n = 27, steps = 0; while (n != 1) { n = n % 2 ? 3 * n + 1 : n / 2; steps++; } printf("%d\n", steps);
