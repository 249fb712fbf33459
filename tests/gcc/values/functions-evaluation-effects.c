int calls = 0; int next(void) { return ++calls; } int a[5] = { 0 };
a[next()] = 7; a[next()] += 3; printf("%d %d %d\n", a[1], a[2], calls); int x = next(); x += 10 * (next() == 4); printf("%d %d\n", x, calls);
