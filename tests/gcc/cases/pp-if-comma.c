#if 1 == 1L == 2,3
int b;
#endif
#if (1, 0)
int c;
#endif
#if -1 == -1u
int d;
#endif
#if 1 || -1 > 2u
int e;
#endif
