int (*f)(int); int g(int); int h(int, int); void v(int); int k();
 int m(char); long n(int); int o(const int); int q(int, ...);
 f = g; f = h; f = v; f = k; f = m; f = n; f = o; f = q; f == g;
 f == h; f = &g; f = *g; f = (void *)g; f = 0; f = 1; f("a");
 f(1, 2); f(); (*f)(1); (**f)(1); f[0](1); f + 1; f++; f < g;
 f - g; &f; *f; !f; if (f) ; if (g) ; f = f ? g : h; f = f ? g : 0;
 sizeof(f); sizeof(g); sizeof(*f);
