/* The mistake sits in a helper; its caller, and the caller that pays, are both innocent. */
static void finish(struct page *page, char *address)
{
	address[1] = 0;
	kunmap_atomic(page, KM_USER0);	/* cause */
}

static char first_byte(struct page *page)
{
	char *v = kmap_atomic(page, KM_USER0);
	char c = v[0];

	finish(page, v);
	return c;
}

struct page *p = alloc_page(GFP_HIGHUSER);
struct page *q = alloc_page(GFP_HIGHUSER);
printf("first byte: %d\n", first_byte(p));
char *w = kmap_atomic(q, KM_USER0);	/* symptom */
why
