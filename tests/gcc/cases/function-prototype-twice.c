int f(int x);
int f(int y);
int f(int z) { return z; }
