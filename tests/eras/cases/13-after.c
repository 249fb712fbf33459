/* A load behind kunmap_atomic() (A.5) */
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
char *address;
#if ERA_SYMMETRIC
void *v;
kmap_atomic(p SLOT, &v);
address = v;
kunmap_atomic(p SLOT, v);
#elif ERA_OPAQUE
kaddr_t v = kmap_atomic(p SLOT);
address = v.p;
kunmap_atomic(v SLOT);
#else
address = kmap_atomic(p SLOT);
kunmap_atomic(address SLOT);
#endif
int c = *address;
c++;
