int outer(int a) { int inner(int b) { return b + a; } return inner("x"); }
outer(1);
