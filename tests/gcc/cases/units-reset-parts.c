int x = "a";
reset
int x = "b";
x++;
