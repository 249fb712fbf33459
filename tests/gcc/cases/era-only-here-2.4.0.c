struct page *p = 0;
memclear_highpage(p, 0, 16);
kmap_nonblock(p);
p->age = 3;
p->zone = p;
kmap_atomic(p, KM_USER0);
kmap_atomic(p, KM_BOUNCE_WRITE);
