void f(int a, char b); f("a", 3); f(1, 2, 3); f(1); f(); f(1, "x");
