struct page *p;
p = 4;
p = 0;
