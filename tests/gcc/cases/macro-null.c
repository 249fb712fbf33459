int x = NULL;
x = NULL;
if (x == NULL) x = 1;
