unsigned char c = 255; c++; printf("%d ", c); c--; printf("%d ", c);
c += 300; printf("%d ", c); c = -1; printf("%d ", c);
c <<= 1; printf("%d ", c); c >>= 3; printf("%d ", c);
c ^= 0xff; printf("%d ", c); c = ~c; printf("%d ", c);
printf("%d %d\n", ~c, c == 255 - 224); signed char d = 127;
d++; printf("%d ", d); d = 200; printf("%d ", d); d >>= 1;
printf("%d ", d); d = -128; d = -d; printf("%d\n", d);
