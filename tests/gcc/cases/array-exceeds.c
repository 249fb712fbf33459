char a[0x80000000u];
