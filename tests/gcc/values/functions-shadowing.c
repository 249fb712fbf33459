int x = 1; int f(int x) { { int x = 30; x++; } return x + 1; } { int x = 5; printf("%d ", x); { char x = 'c'; printf("%c ", x); } x++; printf("%d ", x); } printf("%d %d\n", x, f(10));
