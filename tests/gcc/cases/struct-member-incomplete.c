struct s { struct s inner; int x; };
struct t { struct nope n; };
struct u { void v; int f(void); };
