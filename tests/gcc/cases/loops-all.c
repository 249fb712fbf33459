int n = 0; while (n < 3) n++; do n--; while (n > 0); for (int i = 0; i < 3; i++) n += i;
 for (;;) { break; } for (n = 0; ; n++) if (n > 3) break; while (1) if (n) break;
 else continue;
