#undef __LINE__
#undef __FILE__
#define __LINE__ 3
#define __FILE__ 3
int a = __LINE__;
