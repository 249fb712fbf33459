int a, b, c;
void f(void)
{
	c = a << b - 1;
	c = a + 1 << b;
	c = a >> b + 1;
	c = a >> b - 1;
	c = a | b == c;
	c = a ^ b & c;
	c = a ^ b == c;
	c = a & b - c;
	c = a & b + c;
	c = !a | b;
	c = !a & b;
	c = !3 | b;
	c = !a & 1;
	c = !a | (b == c);
	c = a != b == c;
	c = a == b != c;
	c = a < b == c;
	c = a | b & c;
	c = a && b || c;
	c = a < b < c;
}
