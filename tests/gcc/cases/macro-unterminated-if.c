int x = 1;
#if 1
x = 2;
