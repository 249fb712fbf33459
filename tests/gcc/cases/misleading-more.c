int i = 1;
if (i)
	i = 2;
else
	i = 3;
	i = 4;
while (i)
	i--;
