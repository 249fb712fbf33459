typedef struct page page_t; page_t *p = alloc_page(GFP_KERNEL); typedef unsigned char byte; byte *b = p; int *i = b; kmap(b);
