int f(void); int *p; struct x *q; *f; **f; *&p; *&f; *&*p; &*p; &*f; sizeof *q; sizeof(*q); sizeof q[0];
