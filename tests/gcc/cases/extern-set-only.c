extern int e; e = 3; extern int g[]; g[1] = 2; extern int h;
