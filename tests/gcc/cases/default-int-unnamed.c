int x = sizeof(const);
