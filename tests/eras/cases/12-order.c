/* Two slots, unmapped in the order of mapping, then one mapped again (5.2) */
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
kmap_atomic(q OTHER, &w);
kunmap_atomic(p SLOT, v);
kunmap_atomic(q OTHER, w);
#elif ERA_OPAQUE
kaddr_t v = kmap_atomic(p SLOT), w = kmap_atomic(q OTHER);
kunmap_atomic(v SLOT);
kunmap_atomic(w OTHER);
#else
char *v = kmap_atomic(p SLOT), *w = kmap_atomic(q OTHER);
kunmap_atomic(v SLOT);
kunmap_atomic(w OTHER);
#endif
