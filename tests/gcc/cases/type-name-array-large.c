int x = sizeof(int [0x7fffffff]);
