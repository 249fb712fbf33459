int v[5] = { 1, 2, 3, 4, 5 }, *p = v; printf("%d ", *p++);
printf("%d ", *++p); printf("%d ", (*p)++); printf("%d ", ++*p);
printf("%d ", p[-1]); printf("%d ", *(p + 1)); printf("%d %d\n", (int)(p - v), v[2]);
p += 2; printf("%d\n", *p); p -= 3; printf("%d %d\n", *p, p < v + 2);
