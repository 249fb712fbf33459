int x;
char *p;
void f(void)
{
	switch (x) {
	case (int)0: break;
	case (char *)1: break;
	case p: break;
	case "s": break;
	}
}
