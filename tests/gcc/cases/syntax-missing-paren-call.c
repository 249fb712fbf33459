struct page *p = alloc_page(GFP_HIGHUSER;
