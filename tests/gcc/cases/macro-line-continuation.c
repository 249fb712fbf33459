#define LONG 1 + \
	2 + "x"
int x = LONG;
