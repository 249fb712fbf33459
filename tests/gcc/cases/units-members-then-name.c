struct s
{
	int a;
}
x;
x.a = "x";
enum e { A }
u = A;
if (x.a) {
	x.a = 1;
}
else {
	x.a = 2;
}
info slots
int c = "y";
