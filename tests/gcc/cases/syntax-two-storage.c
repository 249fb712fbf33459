static extern int x;
typedef static int y;
