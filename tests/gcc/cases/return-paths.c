int f(int n) { if (n) { return 1; } } int g(int n) { if (n) return 1; else return 2; }
 int h(int n) { while (n) { if (n == 3) return 1; n--; } } int k(int n) { switch (n) { case 1: return 1; } }
 int m(int n) { do return n; while (0); }
