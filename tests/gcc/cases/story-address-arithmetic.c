struct page *p = alloc_page(GFP_HIGHUSER);
unsigned long a = kmap(p);
char *v = kmap(p) + 10;
*(int *)(a + 4) = 1;
*(a + 4) = 1;
v = a;
