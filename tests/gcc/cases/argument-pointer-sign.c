void f(unsigned char *s) { s[0] = 1; }
f("lit");
char *c = "c";
f(c);
