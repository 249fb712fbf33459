struct s { int a; }; int f(struct s s) { return s.a; }
struct s s;
f(s); f(&s); f(1);
