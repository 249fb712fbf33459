const int k = 1;
int *p = &k;
