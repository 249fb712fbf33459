int f(long long x) { switch (x) { case 1LL << 32: return 1; case 0: return 2; case -1: return 3; } return 4; }
printf("%d %d %d %d\n", f(1LL << 32), f(0), f(-1), f(5)); unsigned char c = 200; switch (c) { case 200: printf("yes\n"); break; default: printf("no\n"); }
