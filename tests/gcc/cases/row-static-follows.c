later(1);
int later(int n)
{
	return n;
}
