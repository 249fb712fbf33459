int i = 1, j = 2; if (i << 1) ; if (i * 2) ; if (i ? 1 : 2) ;
 if (i ? 0 : 2) ; while (i << j) ; if (!(i << 1)) ; if (i * j && j << 2) ;
 i = (i << 1) ? 1 : 2; i = !(i * j); for (; i << 1; ) ; do ; while (j * i);
 i = i * j || 0; if ((i & 1) << 2) ; _Bool b = i << 1; b = i * 2;
 b = i ? 3 : 4; if (i ? j : 2) ; if (1 << 2) ; if (i + j) ; if (i - j) ;
 if (i / j) ;
