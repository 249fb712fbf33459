struct page *p = alloc_page(GFP_HIGHUSER);
irq -d { kmap(3); }
softirq { kunmap(4); }
nmi { p = 5; }
