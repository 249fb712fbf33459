int s(int c) { int r = 0; switch (c) { case 1: r += 1; case 2: r += 2; break; case 3: case 4: r += 4; default: r += 8; case 100 ... 200: r += 16; } return r; }
for (int i = 0; i < 6; i++) printf("%d ", s(i)); printf("%d %d %d\n", s(100), s(150), s(201));
