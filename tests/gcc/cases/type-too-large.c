struct s { char a[0x7fffffff]; char b[0x7fffffff]; };
struct s *p;
