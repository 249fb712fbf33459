int a = 0xffffffffffffffffff;
long long b = 18446744073709551616;
unsigned long long c = 12345678901234567890;
int d = 0xffffffffffffffff;
int e = 99999999999999999999u;
int n = sizeof(12345678901234567890) + (12345678901234567890 < 0);
