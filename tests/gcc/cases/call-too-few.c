struct page *p = alloc_page();
kmap_atomic(p);
