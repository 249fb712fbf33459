#if 1.5
#endif
int x;
