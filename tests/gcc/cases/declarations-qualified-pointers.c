const char *const k = "x"; volatile int *v = 0; int *p = v; char **q = &k; const char **r = 0; char **s = r;
