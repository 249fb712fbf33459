int x = 1;
char *p = &x;
struct page *q = &x;
