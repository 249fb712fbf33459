struct page *p = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_USER0);
v[0] = 65;
kunmap_atomic(p, KM_USER0);
