#if 'a
#endif
