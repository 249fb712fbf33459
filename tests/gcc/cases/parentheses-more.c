int i = 1; if (i = 1) ; if (!(i = 1)) ; if ((i = 1) == 1) ; if (i == 1 || (i = 2)) ;
 while (i = i - 1) ; while ((i = 2)) break; for (; i = 0; ) ;
 do ; while (i = 0); i = (i = 2) ? 1 : 0; i = i = 2 ? 1 : 0; int j = i = 3;
 return i = 3;
