int i = -1; unsigned u = 1;
printf("%d %d %u\n", i < u, i > u, i + u);
printf("%u %d\n", i / u, (int)(u - 2));
long long ll = -1; printf("%d %lld\n", ll < u, ll + u);
unsigned long ul = 5; printf("%d\n", i > ul);
