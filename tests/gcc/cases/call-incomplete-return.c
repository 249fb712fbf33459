struct nope;
struct nope f(void);
f();
