#define INNER p
#define OUTER INNER
char *p = 0;
int x = OUTER;
