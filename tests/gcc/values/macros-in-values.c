#define A 3
#define B A + 1
#define C (A + 1)
printf("%d %d\n", B * 2, C * 2);
#if A == 3 && !defined(D)
printf("yes %d\n", __LINE__);
#else
printf("no\n");
#endif
#undef A
#define A 4
printf("%d\n", B);
