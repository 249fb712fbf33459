int inc(int x) { return x + 1; } int dec(int x) { return x - 1; }
int (*choose(int up))(int) { return up ? inc : dec; }
printf("%d %d\n", choose(1)(10), choose(0)(10)); typedef int fn(int); fn *p = choose(1); printf("%d %d\n", p(1), p == inc);
