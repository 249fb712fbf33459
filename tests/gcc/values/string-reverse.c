char *rev(char *s) { int n = 0; while (s[n]) n++; for (int i = 0; i < n / 2; i++) { char t = s[i]; s[i] = s[n - 1 - i]; s[n - 1 - i] = t; } return s; }
char t[] = "hello world"; printf("%s\n", rev(t)); printf("%s\n", rev(t));
