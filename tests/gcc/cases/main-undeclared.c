int x; int main(void) { x = 1; undeclared = 2; return x; }
