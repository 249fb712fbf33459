/* schedule() with an atomic kmap (A.6) */
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
struct page *p = alloc_page(GFP_HIGHUSER);
#if ERA_SYMMETRIC
void *v;
kmap_atomic(p SLOT, &v);
#elif ERA_OPAQUE
kaddr_t v = kmap_atomic(p SLOT);
#else
char *v = kmap_atomic(p SLOT);
#endif
schedule();
