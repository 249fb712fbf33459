struct page *p = alloc_pages(GFP_HIGHUSER);
kmap_atomc(p, KM_USER0);
