struct page *p = alloc_page(GFP_HIGHUSER);
void *v = kmap_atomic(p, KM_NOSUCH);
printf("%p\n", v);
kunmap_atomic(zz, KM_NOSUCH + (1, 2));
