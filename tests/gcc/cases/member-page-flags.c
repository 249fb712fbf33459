struct page *p = alloc_page(GFP_HIGHUSER);
p->flags = 1; p->flag = 2; p->count = 3; p._count;
