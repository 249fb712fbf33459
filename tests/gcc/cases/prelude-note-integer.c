alloc_page("a");
