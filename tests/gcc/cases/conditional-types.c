int i = 3; char *p = "a"; i = p ? 1 : 2; p = i ? "a" : "b"; p = i ? "a" : 0;
 p = i ? 0 : "a"; p = i ? i : 0; i = i ? p : i; i ? p : i; void *v = i ? p : (void *)p;
 const char *c = i ? p : c; p = i ? p : c; int *q = i ? p : q;
 struct { int a; } s; i = i ? s : s; (i ? s : s).a; i ? (i ? 1 : 2) : 3;
 i ? 1, 2 : 3;
