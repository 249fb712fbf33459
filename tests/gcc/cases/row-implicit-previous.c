later(1);
char *later(int n)
{
	return 0;
}
