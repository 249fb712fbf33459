int x;
{ int x; char *x; }
