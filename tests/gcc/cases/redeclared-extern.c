extern int e;
extern int e;
extern char e;
