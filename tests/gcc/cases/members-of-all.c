struct s { int a; } s, *p = &s, f(void) { return s; } s.a.b; p->a->b;
 p->a = s; s = p; p = s; *p = s; s = *p; f().a = 1; f()->a; &f();
 (&s)->a; (*p)->a; s->a; p.a; f.a;
