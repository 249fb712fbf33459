/* Only one turn of the loop makes the mistake, and the next turn pays. */
struct page *pages[4];
int i;
for (i = 0; i < 4; i++)
	pages[i] = alloc_page(GFP_HIGHUSER);
for (i = 0; i < 4; i++) {
	char *v = kmap_atomic(pages[i], KM_USER0);	/* symptom */
	v[0] = (char)('a' + i);
	if (i == 2)
		kunmap_atomic(pages[i], KM_USER0);	/* cause */
	else
		kunmap_atomic(v, KM_USER0);
}
why
