struct s { x = 1; };
