int x = 1;
if (x)
	x = 2;
	x = 3;
for (x = 0; x < 3; x++)
	x++;
	x = 4;
