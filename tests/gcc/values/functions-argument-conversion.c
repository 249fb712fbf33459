int c(char x) { return x; } unsigned u(unsigned char x) { return x; } long long l(long long x) { return x; } int b(_Bool x) { return x; }
printf("%d %u %lld %d\n", c(300), u(-1), l(-7), b(300)); short s(int x) { return x; } printf("%d\n", s(70000));
