int x = 1; void *v = 0;
*x; *v; **&x; *3; x[2]; v[1]; 1[2];
