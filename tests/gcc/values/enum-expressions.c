enum e { A, B = 5, C, D = -3, E, F = B + C }; printf("%d %d %d %d %d %d %d\n", A, B, C, D, E, F, (int)sizeof(enum e));
enum e x = F; x++; printf("%d\n", x); enum { BIG = 0x7fffffff, NEXT = -1 };
printf("%d\n", BIG + NEXT);
