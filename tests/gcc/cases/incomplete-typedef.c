typedef struct nothing t;
t *p;
void f(void)
{
	p->a = 1;
}
