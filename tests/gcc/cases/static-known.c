static int z[3]; static short z2; struct q { int a, b; }; static struct q qq;
static int e = (int)&z + 3; static int i = &z[2] - &z[0]; static int j = (char *)&z[2] - (char *)z;
static int o = (int)&z[1] - (int)&z[0]; static int r = (long)&((struct q *)0)->b + 1;
 static int v = &z < &z + 1;
static int w = 1 ? (int)&z : 0; static int *x = 1 ? z : 0; static int ah = 1 || z[0];
 static const int ar = 3;
static int as = ar; static int at = ar + 1; static struct q ay = (struct q){ 1, 2 };
static int bd = (int){ 3 }; static struct q bc[2] = { (struct q){ 1, 2 }, { 3, 4 } };
