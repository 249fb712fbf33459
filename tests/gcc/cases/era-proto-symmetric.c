struct page *p = alloc_page(GFP_HIGHUSER);
char *v;
void *w;
if (kmap_atomic(p, KM_USER0, &v))
	return 1;
if (kmap_atomic(p, KM_USER0, &w))
	return 1;
kunmap_atomic(p, KM_USER0, p);
kunmap_atomic(p, KM_USER0, v);
kunmap_atomic(v, KM_USER0, p);
kunmap_atomic(p, KM_USER0);
char *x = kmap_atomic(p, KM_USER0);
