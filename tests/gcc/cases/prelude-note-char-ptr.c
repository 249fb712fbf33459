struct page *p = alloc_page(GFP_HIGHUSER);
int *q = kmap_atomic(p, KM_USER0);
kunmap_atomic(q, KM_USER0);
