char *s = "abc"; s[0] = 'x'; "abc"[0] = 'x'; char t[] = "abc";
 t = "x"; t == "abc"; s == "abc"; s + 1 == "abc"; if (s == "x") ;
 if (t == t) ; s = t; s = &t; s = &t[0]; s = *t;
