#define A 1
#define A 2
#define A 2
int x = A;
#undef A
#define A "s"
x = A;
