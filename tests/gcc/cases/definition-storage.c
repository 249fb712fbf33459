auto int f(void)
{
	return 1;
}
