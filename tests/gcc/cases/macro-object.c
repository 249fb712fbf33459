#define SIZE 10
int x = SIZE; char *p = SIZE;
