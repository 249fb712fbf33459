int f(struct fresh *x) { return 1; }
