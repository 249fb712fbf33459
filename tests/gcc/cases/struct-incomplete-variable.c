struct nope x;
struct nope *y;
struct nope a[3];
