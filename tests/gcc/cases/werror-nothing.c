int a = 1;
a++;
