{ int x = 1; { int x = "a"; x++; } x++; }
x = 3;
