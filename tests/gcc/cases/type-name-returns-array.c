int x = sizeof(int (*)(void)[2]);
