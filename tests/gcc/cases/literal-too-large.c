unsigned long long x = 18446744073709551616; x = 9223372036854775808; x = 0xffffffffffffffffff; int i = 99999999999;
