struct s { int a; };
union s x;
enum s y;
