struct page *p =
	alloc_page(
		"a"
	);
kmap_atomic(p,
	"b");
