int f(int a, int b) { int x; int y = 1; int z; z = 2; return a; }
