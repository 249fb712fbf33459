int f(void) { int a[3][2] = { [0 ... 1] = { 1, 2 }, [2][1] = 5 }; int s = 0; for (int i = 0; i < 3; i++) for (int j = 0; j < 2; j++) s = s * 10 + a[i][j]; return s; }
printf("%d\n", f());
int b[] = { [3] = 1, 2, [1] = 7, 8 }; printf("%d:", (int)(sizeof b / sizeof *b));
for (int i = 0; i < 5; i++) printf(" %d", b[i]); printf("\n");
