void f1(const void); void f2(void); void f3(volatile void); void f4(const void, int); void f5(void, ...);
