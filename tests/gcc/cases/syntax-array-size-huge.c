char a[0x7fffffff]; char b[4294967296];
