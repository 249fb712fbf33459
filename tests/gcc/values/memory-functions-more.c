char buf[20]; memset(buf, 'x', 5); buf[5] = 0; printf("%s %d\n", buf, (int)strlen(buf));
memcpy(buf + 2, "YZ", 2); printf("%s\n", buf); char *p = buf; *p++ = 'a'; *p++ += 1;
printf("%s %d\n", buf, (int)(p - buf)); int n[3] = { 1, 2, 3 }, m[3];
memcpy(m, n, sizeof n); n[0] = 9; printf("%d %d %d\n", m[0], m[1], m[2]);
memset(m, 0xff, sizeof m); printf("%d\n", m[1]); struct s { int a; char b[4]; }
s1 = { 5, "abc" }, s2; memcpy(&s2, &s1, sizeof s1);
printf("%d %s\n", s2.a, s2.b);
