unsigned char *s = "abc";
unsigned char a[] = "abc";
signed char *t = a;
