#if NOT_DEFINED
int x = "a";
#else
int y = "b";
#endif
