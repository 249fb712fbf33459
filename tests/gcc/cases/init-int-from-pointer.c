char *s = "abc";
int x = s;
