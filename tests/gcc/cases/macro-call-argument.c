#define MASK "mask"
struct page *p = alloc_page(MASK);
kmap(MASK);
