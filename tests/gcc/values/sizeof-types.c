printf("%d %d %d %d %d %d\n", (int)sizeof(char), (int)sizeof(short), (int)sizeof(int), (int)sizeof(long), (int)sizeof(long long), (int)sizeof(void *));
struct s { char a; int b; char c; long long d; short e; }; union u { char a[5]; int b; };
printf("%d %d %d\n", (int)sizeof(struct s), (int)sizeof(union u), (int)sizeof(_Bool));
int a[7][3]; printf("%d %d %d %d\n", (int)sizeof a, (int)sizeof a[0], (int)sizeof(a) / (int)sizeof(a[0]), (int)sizeof "hello");
enum e { A }; printf("%d %d\n", (int)sizeof(enum e), (int)sizeof('a'));
