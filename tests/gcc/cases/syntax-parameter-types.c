int f(a, b);
int g(int x, y);
