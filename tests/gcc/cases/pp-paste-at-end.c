#define A a ##
int x;
