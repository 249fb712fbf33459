int i = 0, a[3];
i = i++; a[i] = i++; i = ++i + i; a[i++] = i; i = i++ + 1;
