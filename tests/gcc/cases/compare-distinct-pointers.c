char *c = 0; int *i = 0; void *v = 0; const char *k = 0;
if (c == i) c = 0;
if (c == v) c = 0;
if (c == k) c = 0;
if (c < i) c = 0;
if (v != i) c = 0;
