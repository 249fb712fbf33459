struct page *p = alloc_page(GFP_KERNEL);
kmap_atomic(p, "x");
kmap_atomic(p, 3);
