#if 0u < -1 && 1
#endif
