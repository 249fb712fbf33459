int a[][] = { 1 }; int b[3][] = { 1 }; int f(int a[][]) { return 0; }
 sizeof(int [][]); struct s { int m[][]; };
