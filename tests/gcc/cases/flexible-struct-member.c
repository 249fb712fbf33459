struct s { int b[]; int a; };
