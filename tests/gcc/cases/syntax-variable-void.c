void x;
void *y;
void a[3];
