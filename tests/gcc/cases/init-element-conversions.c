int *a[3] = { 1, 0, "x" };
char *b[] = { "x", 'y', 0 };
int c[] = { 1, "x" };
