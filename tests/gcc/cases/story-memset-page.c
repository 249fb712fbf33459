struct page *p = alloc_page(GFP_HIGHUSER);
memset(p, 0, 4096);
memset(*p, 0, 4096);
strlen(p);
printk(p);
printk("%d\n");
