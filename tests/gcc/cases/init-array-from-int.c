int a[3] = 5;
char c[3] = 'x';
