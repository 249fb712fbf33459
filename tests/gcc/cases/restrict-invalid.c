int *restrict p; int restrict s;
restrict int t;
int (*restrict u)(void);
typedef int T; T restrict v;
const restrict int *x;
int restrict *b;
