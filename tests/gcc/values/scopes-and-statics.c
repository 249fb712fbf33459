int i = 10; { int i = 20; { int i = 30; printf("%d ", i); } printf("%d ", i); i++; }
printf("%d\n", i); for (int i = 0; i < 2; i++) { int j = i; static int k; k += 5; printf("%d %d\n", j, k); }
