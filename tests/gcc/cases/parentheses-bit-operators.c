int a = 1, b = 2;
if (a & b == 2) a = 1;
a = a & b | 1 ^ 2;
a = a + b << 1;
a = a << 1 + b;
a = a & b + 1;
a = a | b - 1;
if (!a == b) a = 2;
if (!a & b) a = 2;
