int x = 1;
x = 2;
int y = "a";
y = x;
char *z = y;
