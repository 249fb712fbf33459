int s = 0; for (int i = 0; i < 4; i++) { int k = i; static int t; t += k; { int k = 100; k++; s += k; } s += k + t; } printf("%d\n", s);
