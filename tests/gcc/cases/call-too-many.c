struct page *p = alloc_page(1, 2);
kmap(p, 1, 2);
