int a[10]; for (int i = 0; i < 10; i++) a[i] = i * i; int *p = a + 3, *q = &a[8]; printf("%d %d %d %d\n", *p, (int)(q - p), p[2], q[-1]); p += 4; p--; printf("%d %d %d\n", *p, p < q, *(p + 1)); printf("%d %d\n", 2[a], (int)((char *)q - (char *)a));
short s[4] = { 1, 2, 3, 4 }; short *t = s; t++; printf("%d %d\n", *t, (int)(t - s)); void *v = s; v += 4; printf("%d\n", *(short *)v);
