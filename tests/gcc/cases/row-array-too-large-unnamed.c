unsigned long n = sizeof(char [0x80000000u]);
unsigned long m = sizeof(int [4294967296]);
char a[0x80000000u];
