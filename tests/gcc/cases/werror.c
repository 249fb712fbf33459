int a = 1;
char *p = a;
int b[1] = { 1, 2 };
#warning treated
if (a = 2)
	p = 0;
a << 40;
