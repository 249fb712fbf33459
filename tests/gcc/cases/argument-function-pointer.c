int cmp(int a, int b) { return a - b; }
void sort(int (*c)(int, int)) { c(1, 2); }
sort(cmp); sort(&cmp); sort(sort); sort(0); sort(1);
