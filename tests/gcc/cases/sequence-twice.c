int i;
_Bool b;
void f(void)
{
	i = i++ + i++;
	b = b++ + b++;
	i = i++ + 1;
	i = ++i + i--;
}
