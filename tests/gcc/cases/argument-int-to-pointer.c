void f(int *s) { s[0] = 1; }
f(3);
f(0);
int x;
f(x);
