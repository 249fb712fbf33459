int counter(void) { static int n = 5; static int *p = &n; return ++*p; }
counter(); counter(); printf("%d\n", counter());
