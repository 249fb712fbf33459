int count(const char *s) { int n = 0; while (*s++) n++; return n; }
void reverse(char *s) { int i = 0, j = count(s) - 1; while (i < j) { char t = s[i]; s[i++] = s[j]; s[j--] = t; } }
char b[] = "stressed"; reverse(b); printf("%s %d\n", b, count(b));
int same(const char *a, const char *b) { while (*a && *a == *b) { a++; b++; } return *a - *b; }
printf("%d %d %d\n", same("abc", "abc"), same("abc", "abd"), same("b", "a"));
