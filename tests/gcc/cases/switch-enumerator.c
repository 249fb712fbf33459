enum e { A, B, C };
int i;
void f(void)
{
	switch (B) {
	case 0: break;
	case 7: break;
	}
	switch ((i, C)) {
	case A: break;
	}
	switch (i ? A : B) {
	case A: break;
	case 9: break;
	}
}
