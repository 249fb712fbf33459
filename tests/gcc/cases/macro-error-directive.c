#error stop here now
int x;
