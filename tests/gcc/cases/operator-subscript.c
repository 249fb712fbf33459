int a[3]; char *p = 0; int x = 1;
a[p]; p["x"]; x[a]; a[1][2]; a[x];
