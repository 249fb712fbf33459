int x = 1; char *p = 0;
x = p +
  x *
  2;
p = (x
 + 1);
