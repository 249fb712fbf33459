int atoi_(const char *s) { int n = 0, neg = *s == '-'; if (neg) s++; while (*s >= '0' && *s <= '9') n = n * 10 + (*s++ - '0'); return neg ? -n : n; }
printf("%d %d %d %d\n", atoi_("123"), atoi_("-45x"), atoi_(""), atoi_("2147483647"));
