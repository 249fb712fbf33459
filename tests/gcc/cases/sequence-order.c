int x = 3, y, a[3]; int f(int a, int b) { return a; }
y = (x = 1) + (x = 2);
y = x++ + (x = 2);
y = (x = 2) + x++;
y = x++ + ++x;
y = x++ + x++ + ++x;
f((x = 1), (x = 2));
f(x++, (x = 2));
y = (x = 1) * (x += 2) - x--;
y = x + (x = 2);
y = (x = 2) + x;
