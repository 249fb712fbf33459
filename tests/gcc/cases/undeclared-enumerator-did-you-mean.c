struct page *p = alloc_page(GFP_HIGHUSER);
kmap_atomic(p, KM_USER2);
