int f(int x) { return x; } int f(int y) { return y; }
