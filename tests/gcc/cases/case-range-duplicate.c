int x;
void f(void)
{
	switch (x) {
	case 1 ... 5: break;
	case 3 ... 8: break;
	case 4: break;
	case 9 ... 7: break;
	case 0: break;
	case 0: break;
	}
}
