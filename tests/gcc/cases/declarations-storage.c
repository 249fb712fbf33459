register int r = "x"; auto int a = "y"; static int s = "z"; volatile int v = "w";
