/* One task makes the mistake and ends; another, much later, pays. */
struct page *p = alloc_page(GFP_HIGHUSER);
struct page *q = alloc_page(GFP_HIGHUSER);
spawn writer {
	char *v = kmap_atomic(p, KM_USER0);
	v[0] = 1;
	kunmap_atomic(p, KM_USER0);	/* cause */
}
spawn reader {
	char *w = kmap_atomic(q, KM_USER0);	/* symptom */
	printf("read %d\n", w[0]);
	kunmap_atomic(w, KM_USER0);
}
run
why
