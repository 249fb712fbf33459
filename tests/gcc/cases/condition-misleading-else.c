int x = 1;
if (x)
	x = 2;
else
	x = 5;
	x = 3;
while (x > 9)
	x--;
	x++;
