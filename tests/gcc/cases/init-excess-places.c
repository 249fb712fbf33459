  static int a[2][3] = { 1, 2, 3, 4, 5, 6, 7 };
struct s { int a; int n[2]; };   struct s x[1] = { 1, 2, 3, 4, 5 };
  int b = 2, c[2][1] = { 1, 2,
3 };
int d[2][2] = { { 1, 2, 3 }, 4, 5, 6 };
int e[2][2] = { 1, 2, 3, 4, { 5 } };
struct t { int n[2]; int k; }; struct t f = { 1, 2, 3, 4 };
struct t g = { { 1, 2 }, 3, 4 };
