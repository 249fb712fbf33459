char *s = "abc"; s[0] = 'x'; "abc"[0] = 'y';
