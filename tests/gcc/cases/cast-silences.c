struct page *p = alloc_page(GFP_HIGHUSER);
int x = (int)p; char *c = (char *)p; p = (struct page *)c; p = (void *)x; p = (struct page *)3;
