int f(int x) { if (x < 0) return -1; else if (x == 0) return 0; else { if (x > 100) return 2; } return 1; }
printf("%d %d %d %d\n", f(-5), f(0), f(7), f(101));
