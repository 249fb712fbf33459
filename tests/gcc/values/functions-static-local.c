int counter(void) { static int n = 100; static int calls; calls++; return n += calls; }
counter(); counter(); printf("%d\n", counter());
