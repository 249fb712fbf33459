struct page *p;
void *v;
void f(void)
{
	kunmap_atomic(p, KM_USER0);
	kunmap_atomic(v, KM_USER0);
	kunmap_atomic(nothing, KM_USER0);
}
