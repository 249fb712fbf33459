int a[2] = { 1, 2, 3, 4 };
char c[2] = "abc";
char d[3] = "abc";
