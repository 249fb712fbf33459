#define N 4
#ifdef CONFIG_HIGHMEM
int a[N];
#else
int a[1];
#endif
int i; for (i = 0; i < N; i++) switch (i) { case 0: a[i] = 1; break; default: a[i] = i << 3 | 1; }
do i--; while (i > 0 && a[i] >= 0);
