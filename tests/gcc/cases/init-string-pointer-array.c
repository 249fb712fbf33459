char *a[2] = "ab";
