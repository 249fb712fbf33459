struct page *page = 0; struct { struct page *page; } *r = 0;
kunmap_atomic(page);
kunmap_atomic( r  ->
page );
kunmap_atomic(page, 1);
kunmap_atomic((struct page *)"a\n");
kunmap_local((struct page *)'"');
kunmap_local(page /* c */ + 1);
kunmap_local((page));
#define P page
#define UNMAP kunmap_atomic
kunmap_local(P);
UNMAP(page);
kunmap_atomic (page);
kunmap_atomic(1 ? page : (struct page *)0);
void f(struct page *x) { kunmap_atomic(x); kunmap_local(&x[1]); kunmap_local(*&x); }
kunmap_atomic(nowhere);
