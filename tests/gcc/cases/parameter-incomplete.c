void f(struct nothing x);
void g(void)
{
	f(1);
}
