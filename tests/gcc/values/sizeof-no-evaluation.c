int i = 3; int n = sizeof(i++); printf("%d %d\n", i, n);
