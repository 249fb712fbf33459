void copy(char *d, const char *s) { while ((*d++ = *s++)) ; }
char b[10]; copy(b, "copy"); printf("%s %d\n", b, (int)strlen(b));
