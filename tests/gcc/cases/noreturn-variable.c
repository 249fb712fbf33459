_Noreturn int x; _Noreturn void f(void); _Noreturn static int y = 3;
