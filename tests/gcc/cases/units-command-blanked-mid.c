struct page *p = alloc_page(GFP_HIGHUSER);
info tlb
int f(int a) { return a; }
info events
f(p);
