struct page *p = alloc_page(GFP_HIGHUSER);
spawn writer { char *v = kmap(p); v = 3; }
spawn -k reader { kunmap("x"); }
