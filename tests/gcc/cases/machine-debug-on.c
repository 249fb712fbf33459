#ifdef CONFIG_DEBUG_HIGHMEM
int x = "on";
#else
int *x = 1;
#endif
