/* A struct page * behind a cast to char * (A.1) */
#if ERA_2_4_0
#define SLOT , KM_BOUNCE_READ
#define OTHER , KM_BOUNCE_WRITE
#elif ERA_2_6_37 || ERA_6_1
#define SLOT
#define OTHER
#else
#define SLOT , KM_USER0
#define OTHER , KM_USER1
#endif
struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);
#if ERA_SYMMETRIC
void *v, *w;
kmap_atomic(p SLOT, &v);
kunmap_atomic(p SLOT, (char *)p);
if (kmap_atomic(q SLOT, &w))
	printf("EBUSY\n");
#elif ERA_OPAQUE
kaddr_t v = kmap_atomic(p SLOT);
kunmap_atomic((char *)p SLOT);
kaddr_t w = kmap_atomic(q SLOT);
#else
char *v = kmap_atomic(p SLOT);
kunmap_atomic((char *)p SLOT);
char *w = kmap_atomic(q SLOT);
#endif
