int outer(int a) { int inner(int b) { return b + 1; } return inner("x") + a; }
outer(1);
