int f(int x) { switch (x) { case 1: return 10; case 2: case 3: return 20; default: return 99; case -4: return 40; } }
printf("%d %d %d %d %d\n", f(1), f(2), f(3), f(-4), f(7));
