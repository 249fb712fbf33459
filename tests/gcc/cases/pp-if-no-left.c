#if * 2
#endif
int x;
