struct s *p;
int a = _Alignof(struct s);
int b = __alignof__(struct s);
int c = __alignof__ *p;
int d[_Alignof(long long)] = { 1, 2, 3, 4, 5 };
int e[__alignof__(long long)];
_Static_assert(sizeof e == 32, "e");
