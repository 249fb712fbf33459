void f(int a, int b) { int c; a = 1; { int d = b; int e; e = d; } for (int i = 0; ; ) ; typedef int T; struct u { int z; }; enum { Q }; int g(void); static int h; extern int k; register int m; }
 f(1, 2);
