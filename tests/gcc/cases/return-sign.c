unsigned char *f(char *p)
{
	return p;
}
