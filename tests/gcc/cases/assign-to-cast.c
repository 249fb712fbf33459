int x; char *p;
(char)x = 1;
((char *)p)++;
