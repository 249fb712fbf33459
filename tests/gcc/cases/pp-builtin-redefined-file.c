#define __FILE__ 3
#define __FILE__ 4
int a = __FILE__;
