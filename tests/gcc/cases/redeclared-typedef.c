typedef int t;
typedef int t;
typedef char t;
