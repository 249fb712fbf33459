const char *k = "x";
void f(char *s) { s[0] = 1; }
f(k);
f("lit");
