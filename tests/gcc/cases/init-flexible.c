struct s { int a; int n[]; }; struct s x = { 1, { 2, 3 } }; struct s y = { 1, 2, 3 };
struct s z = { .n = { 1 } }; struct s w = { 1, { } };
struct c { int a; char n[]; }; struct c v = { 1, "ab" }; struct s *p = &(struct s){ 1, { 2 } };
