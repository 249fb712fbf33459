struct page *p = alloc_page(GFP_HIGHUSER);
char *v = kmap(p);
if (p == v) v = 0;
