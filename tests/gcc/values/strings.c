char *s = "hello, " "world"; char a[] = "array"; char b[10] = "pad"; char c[3] = "abc";
printf("%s %s %s %c%c%c\n", s, a, b, c[0], c[1], c[2]);
printf("%d %d %d %d\n", (int)sizeof a, (int)sizeof b, (int)strlen(s), b[9]);
printf("%c %c %d\n", "xyz"[1], *"q", (int)sizeof "a\0b"); a[0] = 'A'; s = a; s[1] = 'R'; printf("%s\n", a);
