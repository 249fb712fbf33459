int x = sizeof(int [-1]);
