#include nothing
int x;
