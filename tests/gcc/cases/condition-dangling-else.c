int x = 1;
if (x)
	if (x > 1) x = 2;
	else x = 3;
