int m[3][4]; for (int i = 0; i < 3; i++) for (int j = 0; j < 4; j++) m[i][j] = i * 10 + j; int (*row)[4] = m + 1; printf("%d %d %d %d\n", m[2][3], (*row)[2], row[1][0], *(*(m + 1) + 1));
int n[2][2] = { { 1, 2 }, { 3, 4 } }; int *flat = &n[0][0]; printf("%d %d %d\n", flat[2], (int)sizeof m, (int)sizeof m[0]); char *names[] = { "zero", "one", "two" }; printf("%s %c\n", names[1], names[2][1]);
