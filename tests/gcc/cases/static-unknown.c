static int z[3]; static short a = (short)(int)&z; static long long b = (long long)(int)&z;
 static int h = (int)&z * 2;
static int aa = ~(int)&z; static int ab = -(int)&z; static int ac = (int)&z | 1; static int *ak = &z[z[0]];
static int ap = 1 / 0; static int ao = (3, 4); struct q { int a; }
 qq; static struct q bb = (struct q){ z[0] };
