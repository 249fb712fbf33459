int x = 0, y = 1;
if (x = y) x = 2;
while (x = 0) ;
if ((x = y)) x = 3;
for (; x = 0; ) ;
do { } while (x = 0);
