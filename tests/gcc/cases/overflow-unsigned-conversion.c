unsigned char c = 300u;
void f(void)
{
	c = 1000ul;
}
