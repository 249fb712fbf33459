int x = 1;
if (x); 
if (x) ; else ;
while (x--) ;
for (;;) break;
