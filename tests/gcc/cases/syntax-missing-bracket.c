int a[3];
a[1 = 2;
