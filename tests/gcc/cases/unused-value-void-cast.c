int x = 0; (void)x; (void)(x + 1); (void)0;
