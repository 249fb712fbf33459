printf("[%s]\n", "tab\there \"quoted\" back\\slash \x41\102 end");
char *s = "\1\22\333\xfe"; printf("%d %d %d %d %d\n", s[0], s[1], s[2], s[3], (int)strlen(s));
