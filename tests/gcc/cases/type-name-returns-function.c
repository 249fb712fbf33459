int x = sizeof(int (void)(void));
