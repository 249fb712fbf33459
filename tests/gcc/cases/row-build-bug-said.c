struct page *p;
void *v;
void f(void)
{
	kunmap_atomic(p);
	kunmap_atomic(v);
	kunmap_atomic(nothing);
}
