#if 18446744073709551616 == 0
#endif
#if 9223372036854775808 > 0
#endif
#if 0xffffffffffffffff > 0 && 0xffffffff > -1
int a;
#endif
