char *p;
int x = sizeof(int [p]);
