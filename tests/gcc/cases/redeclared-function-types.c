int f(int); char f(int); int g(void); int g(int); int h(); int h(int); int h(char);
