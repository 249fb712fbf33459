int f(void)[3];
typedef int arr[3];
arr g(void) { }
