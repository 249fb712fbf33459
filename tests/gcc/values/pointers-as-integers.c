int x; int *p = (int *)0x1234; printf("%08lx %08lx\n", (unsigned long)p, (unsigned long)(p + 1)); printf("%d\n", (int)((char *)(p + 3) - (char *)p));
