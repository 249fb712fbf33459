int x;
x = schedule();
x = (void)0;
