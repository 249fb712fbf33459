int f(int x) { return x; }
void (*g)(void) = (void (*)(void))f; int x = (int)f; g = (void *)f; g = f;
