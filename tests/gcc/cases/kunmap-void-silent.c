struct page *p = alloc_page(GFP_HIGHUSER);
void *v = kmap(p);
kunmap(v);
