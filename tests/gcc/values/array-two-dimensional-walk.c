int a[3][4]; int *p = &a[0][0]; for (int i = 0; i < 12; i++) p[i] = i * i;
int (*r)[4] = a; printf("%d %d %d %d %d\n", r[1][2], (*(r + 2))[1], *(*(a + 1) + 3), (int)(&a[2][0] - &a[0][3]), (int)((char *)&a[1] - (char *)a));
printf("%d %d %d\n", (int)sizeof a, (int)sizeof a[0], (int)sizeof *r);
