unsigned a = 0xf0f0a5a5u, b = 0x0ff0ffffu;
printf("%x %x %x %x\n", a & b, a | b, a ^ b, ~a);
int i = -1; printf("%d %d %d\n", i & 0xff, i ^ 0xff, i | 1);
long long m = 0xffffffffLL; printf("%llx %llx\n", ~m, m & -2);
