int base = 10;
int outer(int a)
{
	int inner(int b) { return b + base; }
	int twice(int b) { return inner(b) * 2; }
	return inner(1) + twice(2) + a;
}
printf("%d %d\n", outer(3), outer(4));
