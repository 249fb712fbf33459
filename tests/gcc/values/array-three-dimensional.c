int arr[2][2][2] = { 1, 2, 3, 4, 5, 6, 7, 8 }; int t = 0;
for (int i = 0; i < 2; i++) for (int j = 0; j < 2; j++) for (int k = 0; k < 2; k++) t = t * 9 + arr[i][j][k];
printf("%d %d\n", t, arr[1][0][1]); int (*p)[2][2] = arr;
printf("%d %d\n", p[1][1][0], (*p)[1][1]); int sum(int a[][2][2], int n) { int s = 0; while (n--) s += a[n][n][n]; return s; }
printf("%d\n", sum(arr, 2));
