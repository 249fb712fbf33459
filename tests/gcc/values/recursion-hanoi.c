void hanoi(int n, int a, int b, int c, int *moves) { if (!n) return; hanoi(n - 1, a, c, b, moves); ++*moves; hanoi(n - 1, c, b, a, moves); }
int m = 0; hanoi(8, 1, 2, 3, &m); printf("%d\n", m);
