int n = 0; for (int i = 0; i < 10; i++) { switch (i % 4) { case 0: continue; case 1: n += 1; break; case 2: { int t = i; n += t; } break; default: n += 100; } n += 1000; } printf("%d\n", n);
