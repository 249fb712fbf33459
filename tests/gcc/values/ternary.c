int x = 5; char *s = x > 3 ? "big" : "small";
printf("%s %d %lld\n", s, x ? 1 : 2, x > 9 ? 1 : 2LL);
unsigned u = 1; printf("%u\n", x > 9 ? -1 : u);
printf("%d %d\n", x ?: 9, 0 ?: 9);
printf("%d\n", x < 3 ? 1 : x < 6 ? 2 : 3);
