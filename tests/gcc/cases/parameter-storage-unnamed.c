void f(static int);
