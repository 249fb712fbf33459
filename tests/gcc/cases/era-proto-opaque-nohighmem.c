struct page *p = alloc_page(GFP_HIGHUSER);
kaddr_t v = kmap_atomic(p, KM_USER0);
kunmap_atomic(p, KM_USER0);
kunmap_atomic(v, KM_USER0);
