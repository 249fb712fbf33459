int f(void) { return zork; }
int g(void) { return zork + zork; }
