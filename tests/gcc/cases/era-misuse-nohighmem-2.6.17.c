struct page *p = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_BOUNCE_READ);
kunmap_atomic(p, KM_BOUNCE_READ);
kunmap_atomic(v, KM_BOUNCE_READ);
void *w = kmap(p);
kunmap(p);
printf("%p %p\n", v, w);
