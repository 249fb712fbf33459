struct page *p = alloc_page(GFP_HIGHUSER);
int x = p;
x = x + 1;
