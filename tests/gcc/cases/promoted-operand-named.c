char c;
short s;
_Bool b;
void f(void)
{
	*c = 1;
	s->x = 1;
	*b;
}
