#define USES missing + 1
int x = USES;
