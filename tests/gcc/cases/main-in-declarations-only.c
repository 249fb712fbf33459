static int count;
static void bump(int by) { count += by; }
int main(void)
{
	int unused;
	bump("x");
	return 0;
}
