int f(a, b) { return 1; }
