/* kunmap_atomic() twice, then kunmap() of a lowmem page (A.3) */
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
struct page *p = alloc_page(GFP_HIGHUSER), *l = alloc_page(GFP_KERNEL);
#if ERA_SYMMETRIC
void *v;
kmap_atomic(p SLOT, &v);
kunmap_atomic(p SLOT, v);
kunmap_atomic(p SLOT, v);
#elif ERA_OPAQUE
kaddr_t v = kmap_atomic(p SLOT);
kunmap_atomic(v SLOT);
kunmap_atomic(v SLOT);
#else
char *v = kmap_atomic(p SLOT);
kunmap_atomic(v SLOT);
kunmap_atomic(v SLOT);
#endif
kunmap(l);
