int a[2] = { 1, 2 };
int b[2] = a;
