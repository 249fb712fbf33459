int a[3]; int x = 0;
if (a == 0) x = 1;
if (a != NULL) x = 1;
if (&a[1] == 0) x = 2;
