struct s { int a; } s; int x; int a[2];
x = (int)s; (struct s)x; (int[2])a; (int (void))x; (void)s; (struct nope)x; 
