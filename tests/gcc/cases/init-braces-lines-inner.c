struct s { int n[2]; struct { int k; } m; } x[2] = {
	1, 2, 3,
	{ 1, 2, 3 }
};
