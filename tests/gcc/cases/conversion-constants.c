char c; unsigned char u; short s; int i; unsigned x; _Bool b;
c = 128; c = 255; c = 256; c = -129; u = 256; u = -1; s = 32768; i = 2147483648; i = 4294967296; x = -1; x = 4294967296; b = 2;
