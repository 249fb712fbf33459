struct s { int a; char a; struct { int a; }; };
