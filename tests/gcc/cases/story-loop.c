struct page *pages[3];
for (int i = 0; i < 3; i++) {
	pages[i] = alloc_page(GFP_HIGHUSER);
	void *v = kmap_atomic(pages[i], KM_USER0);
	memset(v, 0, 4096);
	kunmap_atomic(pages[i], KM_USER0);
}
