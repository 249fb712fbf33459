#else
#endif
int x = 1;
