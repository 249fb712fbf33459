int c(unsigned char x) { switch (x) { case 255: return 1; case 0 ... 9: return 2; case 'a' ... 'z': return 3; } return 0; }
printf("%d %d %d %d %d\n", c(255), c(5), c('m'), c(100), c(256 + 3));
int d(signed char x) { switch (x) { case -1: return 1; case -128 ... -100: return 2; } return 0; }
printf("%d %d %d\n", d(255), d(-120), d(128));
