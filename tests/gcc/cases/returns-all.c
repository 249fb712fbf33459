int g(void) { return; } void h(void) { return 1; } int k(void) { return "a"; }
 char *m(void) { return 3; } struct s { int a; } n(void) { return 3; }
 const char *o(void) { char *p = 0; return p; } char *q(void) { const char *p = 0; return p; }
 int *r(void) { char *p = 0; return p; } void *t(void) { return 0; }
 enum e { A } u(void) { return 3; }
