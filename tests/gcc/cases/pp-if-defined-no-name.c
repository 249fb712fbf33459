#if defined 1
#endif
int x;
