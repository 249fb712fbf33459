static inline int f(int x) { return x; }
inline int g(int x) { return x; }
f(g("a"));
