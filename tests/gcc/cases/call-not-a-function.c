int x;
x(1);
3(4);
"abc"(1);
