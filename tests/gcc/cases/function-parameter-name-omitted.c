int f(int) { return 1; }
