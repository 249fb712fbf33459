#define foo foo + 1
int foo = 1;
int y = foo;
