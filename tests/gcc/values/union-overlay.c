union u { char c; long long l; short s[3]; } u = { .l = 0x1122334455667788LL };
printf("%x %x %x %x %d\n", u.c, u.s[0], u.s[1], u.s[2], (int)sizeof u);
u.s[1] = -1; printf("%llx\n", u.l);
