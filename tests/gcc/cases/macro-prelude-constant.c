struct page *p = GFP_HIGHUSER;
char *q = GFP_KERNEL;
