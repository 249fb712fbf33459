char c = 300; unsigned char u = -1; short s = 70000; signed char d = 200; unsigned char e = 256;
