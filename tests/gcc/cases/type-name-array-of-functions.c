int x = sizeof(int [2](void));
