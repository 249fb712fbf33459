/* Nothing wrong here: nothing may be said, in any era or configuration. */
struct page *p = alloc_page(GFP_HIGHUSER);
struct page *q = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_USER0);
char *w = kmap_atomic(q, KM_USER1);
memcpy(w, v, 4096);
kunmap_atomic(w, KM_USER1);
kunmap_atomic(v, KM_USER0);
v = kmap_atomic(q, KM_USER0);
kunmap_atomic(v + 17, KM_USER0);
printf("count %d\n", preempt_count());
