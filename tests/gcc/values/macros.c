#define N 5
#define LIMIT (N * 2 + 1)
#define NAME "mac" "ro"
#define LOOP for (int i = 0; i < N; i++)
int s = 0; LOOP s += i * LIMIT; printf("%d %s %d\n", s, NAME, LIMIT);
#undef N
#define N 2
LOOP s++; printf("%d %d\n", s, LIMIT);
#if N == 2 && !defined(M) && (LIMIT > 4)
printf("yes\n");
#else
printf("no\n");
#endif
