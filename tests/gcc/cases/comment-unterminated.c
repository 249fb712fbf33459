int x; /* open
x = 1;
