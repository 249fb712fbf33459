_Bool b = 5; printf("%d ", b); b = 0; b--; printf("%d ", b);
b++; printf("%d ", b); b = (_Bool)0x100; printf("%d ", b);
b += 3; printf("%d ", b); b &= 2; printf("%d ", b);
b = &b != 0; printf("%d ", b); int i = 2; b = i & 2;
printf("%d %d %d\n", b, !b, ~b);
