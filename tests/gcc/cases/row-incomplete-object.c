extern struct nothing it;
void f(void)
{
	it;
	(void)it;
	(it);
	f(it);
}
