typedef struct s s; struct s { int a; } x; int i = x; typedef struct t { int b; }
 t; t y; i = y; typedef struct { int c; } u; u z; i = z; typedef struct v w;
 struct v { int d; }; w q; i = q; typedef enum e { A } e; e *ep = &x;
