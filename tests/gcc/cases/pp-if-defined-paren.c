#if defined (A
#endif
int x;
