struct t { int a, b; } s; (int)s; (char *)s; (struct t)3; int i = (int)s; i = (long long)s + 1;
