char *f(int x) { return x; }
struct page *g(void) { return 1; }
