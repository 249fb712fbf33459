struct page *p = alloc_page(GFP_HIGHUSER);
const char *v = kmap_atomic(p, KM_USER0);
const int *w = kmap_atomic(p, KM_USER1);
kunmap_atomic(v, KM_USER0);
kunmap_atomic(w, KM_USER1);
