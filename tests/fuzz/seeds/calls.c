typedef int (*fn)(int, char);
static int g(int a, char b) { return a ? b : -a; }
fn h = g; fn t[2] = { g, 0 };
int x = t[0](1, 2) + (*h)(3, 4), y = sizeof(fn[3]), *z = &x;
*z += x++ , y;
printf("%d %s %lld\n", x, "a" "b", 1LL << 40);
