int x; x.a = 1; int *p; p->a = 1; 3 .a;
