__extension__ int x = 3; __extension__ typedef int T; __extension__ struct { int a; };
