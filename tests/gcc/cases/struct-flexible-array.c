struct s { int n; char d[]; };
struct t { char d[]; int n; };
struct u { char d[]; };
