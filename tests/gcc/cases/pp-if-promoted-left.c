#if 0 - 1 > 0u
#endif
