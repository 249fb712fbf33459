int i, j;
_Bool b;
void f(void)
{
	if (i * j)
		i = 1;
	if (i << j)
		i = 2;
	if (i ? 2 : j)
		i = 3;
	if (i ? 2 : 3)
		i = 4;
	b = i * j;
	b *= i;
	b <<= j;
	b += b;
	b = (1 ? 5 : i);
	if (+(i ? 5 : j))
		i = 5;
	if ((int)(i ? 5 : j))
		i = 6;
	if (-(i ? 5 : j))
		i = 7;
	while (b == 2)
		i = 8;
	if (b < 2)
		i = 9;
	if ((i > 1) != 3)
		i = 10;
}
