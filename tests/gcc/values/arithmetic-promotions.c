unsigned char a = 200, b = 100; signed char c = -1; unsigned short us = 65535;
printf("%d %d %d\n", a + b, (unsigned char)(a + b), a * b);
printf("%d %d\n", c < a, us * 2);
printf("%d %d\n", ~a, -us);
