int x; int x; extern int x; static int x; { int x; } int y = 1; int y; int y = 2;
