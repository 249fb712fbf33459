printf("%d %d %d %d %d\n", 'a', '\n', '\x7f', '\377', '\0');
printf("%d %d\n", 'ab', 'abcd'); printf("%d %d %d\n", (int)sizeof 'a', (int)sizeof "abc", (int)sizeof "a\0b");
printf("%s|%s\n", "a" "b" "\x41" "1", "t\ta\\\"'");
char s[] = "a\0b"; printf("%d %d\n", s[2], (int)sizeof s);
