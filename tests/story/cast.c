/* A cast, put there to silence a warning, hides the page from every compiler. */
struct page *p = alloc_page(GFP_HIGHUSER);
struct page *q = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_USER1);
v[0] = 'x';
kunmap_atomic((char *)p, KM_USER1);	/* cause */
char *w = kmap_atomic(q, KM_USER1);	/* symptom */
w[0] = v[0];
why
