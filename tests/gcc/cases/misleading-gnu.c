	i = 5;
for (;;) i = 1; i = 2;
if (i) { i = 1; }
	i = 2;
if (i)
	for (;;)
		i = 1;
		i = 2;
do
	i = 1;
while (i);
	i = 3;
