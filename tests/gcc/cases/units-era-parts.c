struct page *p = alloc_page(GFP_HIGHUSER);
kunmap_atomic(p, KM_USER0);
era mm-2004
struct page *p = alloc_page(GFP_HIGHUSER);
kunmap_atomic(p, KM_USER0);
