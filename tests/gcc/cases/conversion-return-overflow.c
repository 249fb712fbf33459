char f(void) { return 300; } unsigned char g(void) { return -1; }
