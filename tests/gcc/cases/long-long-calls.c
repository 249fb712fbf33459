long long f(long long a, unsigned b) { return a + b; } f(1, 2);
 f("a", "b"); int r = f(1, -1); char c = f(1, 2); char *p = f(1, 2);
 unsigned u = f(3, 4); f(f, f); f(f(1, 2), f(3, 4)); short s = f;
 
