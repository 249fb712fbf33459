struct page *p = 0;
void *v = kmap_atomic(p, KM_NOSUCH);
kunmap_atomic(nowhere, junk);
kunmap(nothing);
int n = kunmap(p);
