int x = 0;
for (x; x < 3; x + 1) ;
while (x++, x < 5) x--;
if (x) x; else 3;
