#if 1 +
int x;
#endif
#if 2 2
#endif
#if
#endif
