struct s { int x; char *y; union { long z; short w[3]; }; };
struct s a = { .x = 1, .w = { 1, [2] = 3 } }, b;
b = a;
int f(struct s q, int n) { return n ? f(q, n - 1) + q.x : 0; }
int r = f(b, 5);
