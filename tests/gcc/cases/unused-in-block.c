{ int a; { int b = 1; } int c; c = 2; }
