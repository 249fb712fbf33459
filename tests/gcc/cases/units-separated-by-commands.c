int x = "a";
info pkmap
x = "b";
info slots
char *y = x;
