/* A struct page * in a void *, 50 times, a pair of slots (A.1, late) */
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
void *hidden = p;
for (int i = 0; i < 50; i++) {
#if ERA_SYMMETRIC
	void *v;
	kmap_atomic(p SLOT, &v);
	kunmap_atomic(p SLOT, hidden);
#elif ERA_OPAQUE
	kaddr_t v = kmap_atomic(p SLOT);
	v.p = hidden;
	kunmap_atomic(v SLOT);
#else
	char *v = kmap_atomic(p SLOT);
	v[0] = 1;
	kunmap_atomic(hidden SLOT);
#endif
}
