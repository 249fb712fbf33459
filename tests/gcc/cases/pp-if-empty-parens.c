#if ()
#endif
int x;
