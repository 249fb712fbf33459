typedef int f(int);
void g(void)
{
	(f){ 1 };
	(void){ 1 };
}
