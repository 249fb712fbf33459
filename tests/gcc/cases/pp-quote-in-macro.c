#define Q it's
int a = Q;
