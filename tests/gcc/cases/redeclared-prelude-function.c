int kmap = 3;
int y = kmap;
