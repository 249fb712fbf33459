struct s { int };
