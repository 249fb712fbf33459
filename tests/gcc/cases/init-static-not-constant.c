int x = 3;
static int y = x;
static int z = 3 + 4;
static int *p = &x;
static int *q = &z;
