struct nope *p;
p->a = 1;
(*p).b;
