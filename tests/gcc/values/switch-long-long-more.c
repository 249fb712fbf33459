int s(long long c) { switch (c) { case -1: return 1; case 1LL << 40: return 2; case 0xffffffffLL: return 3; case (-9223372036854775807LL - 1): return 5; default: return 4; } }
printf("%d %d %d %d %d\n", s(-1), s(1099511627776LL), s(4294967295LL), s(0), s(-9223372036854775807LL - 1));
