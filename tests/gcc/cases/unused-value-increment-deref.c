char *p = 0;
*p++;
(void)*p++;
p++;
