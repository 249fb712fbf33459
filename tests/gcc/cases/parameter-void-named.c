void f(int a, void b);
