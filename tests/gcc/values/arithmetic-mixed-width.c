short s = -3; unsigned char c = 250; long l = 100000; long long ll = 1;
printf("%d %d %ld %lld\n", s + c, s * c, l * s, ll * l * l * l);
printf("%d\n", (int)sizeof(s + c));
printf("%d %d\n", (int)sizeof(l * ll), (int)sizeof(c + c));
