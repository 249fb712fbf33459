int i = 1, j = 2; unsigned u = 3; char c = 4; unsigned char d = 5;
 _Bool b = 1; short s = 1; enum e { A } e = A;
i < j < 3; i < j > -1; i == j == 3; (i < j) < 0; (i < j) == 2; b < 2; b == 2; b > 1;
!i < 2; !i == 2; (i && j) == 3; (i || j) < 1; b == 1; b != 0; !b == 3;
