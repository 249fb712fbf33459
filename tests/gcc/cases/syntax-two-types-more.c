unsigned signed a; short long b; void int c; int int d; struct s { int a; } int e; short char f; unsigned void g;
