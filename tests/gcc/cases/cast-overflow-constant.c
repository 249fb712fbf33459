char *p = (char *)0x1ffffffffLL; int x = (int)0x1ffffffffLL; x = (char)300; unsigned char u = (unsigned char)300;
