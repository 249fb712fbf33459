_Bool b;
int i;
void f(void)
{
	switch (b) {
	case 0: break;
	case 1: break;
	case 2: break;
	}
	switch (i == 1) {
	case 0: break;
	case 1: break;
	default: break;
	}
}
