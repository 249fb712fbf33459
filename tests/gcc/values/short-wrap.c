short s = 32767; s++; printf("%d ", s); s = 70000; printf("%d ", s);
unsigned short u = 65535; printf("%d %d ", u + 1, (unsigned short)(u + 1));
u *= u; printf("%d ", u); printf("%d %d\n", u << 16, s * 32768);
