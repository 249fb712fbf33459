struct page *p = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_USER0);
kunmap_atomic((void *)p, KM_USER0);
kunmap_atomic((char *)p, KM_USER0);
*v = 1;
