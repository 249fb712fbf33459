static int s; static int t = 1; extern int e;
