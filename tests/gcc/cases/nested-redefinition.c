struct s { struct s { int a; } b; };
