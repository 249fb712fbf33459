kmap("a");
