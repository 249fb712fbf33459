for (int f(void); ; ) ;
