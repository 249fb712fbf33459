struct page *p = alloc_page(GFP_HIGHUSR);
int counter = 1;
conter = 2;
