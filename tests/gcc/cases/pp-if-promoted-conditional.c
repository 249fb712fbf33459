#if 1 ? -1 : 0u
#endif
