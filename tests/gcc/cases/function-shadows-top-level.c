int x = 1;
int f(int x) { int y = x; { int x = y; return x; } }
