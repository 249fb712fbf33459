int base = 10; int outer(int a) { int hidden = a * 2; int inner(int b) { return hidden + b + base; } hidden++; return inner(1) + inner(2); } printf("%d %d\n", outer(3), outer(4));
