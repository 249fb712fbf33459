/* The page travels in a void *, as private data of drivers does. */
struct request { void *private; int length; };

struct page *p = alloc_page(GFP_HIGHUSER);
struct request request = { p, 1 };
char *v = kmap_atomic(p, KM_USER0);
v[0] = 1;
void *done = request.private;
kunmap_atomic(done, KM_USER0);	/* cause */
struct page *q = alloc_page(GFP_HIGHUSER);
char *w = kmap_atomic(q, KM_USER0);	/* symptom */
why
