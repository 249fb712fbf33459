/* the article's caller */
struct page *p = alloc_page(GFP_HIGHUSER);
void copy_in(struct page *page, const char *from, unsigned int n)
{
	char *to = kmap_atomic(page, KM_USER0);

	memcpy(to, from, n);
	kunmap_atomic(page, KM_USER0);
}
copy_in(p, "hello", 6);
copy_in("hello", p, 6);
