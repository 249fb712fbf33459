extern int a[];
int (*p)[];
void f(void)
{
	int x = sizeof a;
	p + 1;
	p++;
}
