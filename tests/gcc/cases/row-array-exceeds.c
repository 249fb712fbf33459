int a[0x20000000];
int b[0x30000000];
short s[0x7fffffff];
struct { int a[3]; } c[0x10000000];
