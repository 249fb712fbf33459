void *kmap(struct page *page);
int kunmap(struct page *page);
