char f(void)
{
	return (82 << 4);
}
char g(void)
{
	return 82 << 4;
}
char *h(void)
{
	return (5);
}
