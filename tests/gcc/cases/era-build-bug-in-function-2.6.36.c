struct request { struct page *page; void *address; };
static void done(struct request *r, int i)
{
	kunmap_atomic(r->page, KM_USER0);
	kunmap_atomic(r->address, KM_USER0);
	if (i)
		kunmap_atomic((struct page *)r->address, KM_IRQ0);
	for (;;)
		kunmap_atomic(i ? r->page : 0, KM_IRQ0);
}
struct page *const fixed = 0;
struct page *many[2];
kunmap_atomic(fixed, KM_USER0);
kunmap_atomic(many[1], KM_USER0);
kunmap_atomic(many, KM_USER0);
kunmap_atomic(&many[0], KM_USER0);
kunmap_atomic(&*many[0], KM_USER0);
done(0, 1);
