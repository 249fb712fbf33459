int a[5] = { 1, 2, 3 }; int s = 0; for (int i = 0; i < 5; i++) s = s * 10 + a[i]; printf("%d %d\n", s, (int)(sizeof a / sizeof *a));
int b[] = { [3] = 7, [1] = 5, 6 }; printf("%d %d %d %d %d\n", (int)(sizeof b / sizeof *b), b[0], b[1], b[2], b[3]);
char c[4] = { 'a', 'b' }; printf("%s %d\n", c, c[3]);
