struct page *p = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_USER0);
kunmap_atomic(&v, KM_USER0);
kunmap_atomic(*v, KM_USER0);
kunmap_atomic(v[0], KM_USER0);
kunmap_atomic(v + 1, KM_USER0);
