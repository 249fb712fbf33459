struct page *q = alloc_page(GFP_KERNEL); if (&q->flags) ; if (!&q->flags) ;
 if (&q->flags == 0) ; unsigned long n = &q->flags;
