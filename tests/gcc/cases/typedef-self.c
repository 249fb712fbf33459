typedef struct s s; struct s { s *next; int v; }; s n; n.next = &n; n.next->next->v = 3; n.nxt = 0;
