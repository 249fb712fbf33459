#define FOREVER for (;;)
#define INT int
FOREVER break;
INT x = "a";
