struct page *p = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(KM_USER0, p);
kunmap_atomic(KM_USER0, v);
