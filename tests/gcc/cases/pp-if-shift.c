#if 1 << 70
#endif
#if -1 << 2 == -4
int a;
#endif
#if 4 << -1 == 2 && 1 >> -3 == 8
int b;
#endif
