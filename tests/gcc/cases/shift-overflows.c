int x = 0x7fffffff << 4;
int y = 1 << 31;
int z = -1 << 3;
long long w = 0x7fffffffffffffffLL << 2;
