int x; int *p = (int *)0x1234; printf("%p %p\n", (void *)p, (void *)(p + 1)); printf("%08lx\n", (unsigned long)p);
