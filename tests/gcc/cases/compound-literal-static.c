struct s { int a; }; static struct s *p = &(struct s){ 1 };
