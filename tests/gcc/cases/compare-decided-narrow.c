char c = 4; unsigned char d = 5; short s = 1; enum e { A } e = A;
c < 300; c == 300; c > 127; d < 0; d == 256; d >= 0; d > -1; d != -1;
s == 65536; s < 100000; e < 0; e >= 0; e == -1; c == 'a'; d <= 254; s > -32768; 300 > c; -1 < d; 256 == d;
