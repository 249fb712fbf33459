struct s { int a; char *b; }; struct s x = (struct s){ 1, "b" };
x = (struct s){ "a", 2 }; int *p = (int[]){ 1, "x" }; x.a = (int){ 3 }; x = (struct s){ .c = 1 };
