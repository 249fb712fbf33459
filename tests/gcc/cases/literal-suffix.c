int x = 1ul + 2LL + 3u; x = 4abc; x = 0x; x = 09; x = 1uu; x = 0b101; x = 0b2;
