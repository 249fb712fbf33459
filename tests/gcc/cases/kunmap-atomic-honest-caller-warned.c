struct page *p = alloc_page(GFP_HIGHUSER);
unsigned long *v = kmap_atomic(p, KM_USER0);
unsigned char *u = kmap_atomic(p, KM_USER1);
void *w = kmap_atomic(p, KM_IRQ0);
kunmap_atomic(v, KM_USER0);
kunmap_atomic(u, KM_USER1);
kunmap_atomic(w, KM_IRQ0);
