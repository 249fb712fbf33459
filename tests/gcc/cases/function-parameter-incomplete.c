int f(struct nope x) { return 1; }
